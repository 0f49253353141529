import type { ChoiceOfTurn, CompleteToolCall } from './choice-of-turn.js';
import { tokens } from './tokens.js';

/** Truncates an answer after `limit` tokens, including reasoning; a truncated answer finishes with `length`. */
export function cutToLength(choice: ChoiceOfTurn, limit: number): ChoiceOfTurn {
  let left = Math.max(0, limit);
  let isCut = false;
  const take = (text: string): string => {
    const all = tokens(text);
    const kept = all.slice(0, left);
    left -= kept.length;
    isCut ||= kept.length < all.length;
    return kept.join('');
  };

  const reasoning = take(choice.reasoning);
  const text = take(choice.text);
  const toolCalls: CompleteToolCall[] = [];
  for (const call of choice.toolCalls) {
    if (left < 1) isCut = true;
    if (isCut) break;
    left -= 1; // the name
    toolCalls.push({ ...call, arguments: take(call.arguments) });
  }
  return isCut ? { ...choice, reasoning, text, toolCalls, finishReason: 'length' } : choice;
}

/** Counts the tokens of an answer: those of its strings, and one for the name of each tool. */
export function tokensOfChoice({ reasoning, text, toolCalls }: ChoiceOfTurn): number {
  const inCalls = toolCalls.reduce((sum, call) => sum + 1 + tokens(call.arguments).length, 0);
  return tokens(reasoning).length + tokens(text).length + inCalls;
}
