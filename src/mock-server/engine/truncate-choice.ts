import type { AnswerChoice, CompleteToolCall } from './answer-choice.js';
import { splitIntoTokens } from './split-into-tokens.js';

/** Truncates a choice after `limit` tokens, including those of reasoning; a truncated choice finishes with `length`. */
export function truncateChoice(choice: AnswerChoice, limit: number): AnswerChoice {
  let left = Math.max(0, limit);
  let isCut = false;
  const take = (text: string): string => {
    const all = splitIntoTokens(text);
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
    left -= 1; // for the name of the tool
    toolCalls.push({ ...call, arguments: take(call.arguments) });
  }
  return isCut ? { ...choice, reasoning, text, toolCalls, finishReason: 'length' } : choice;
}

/** Counts the tokens of a choice: those of reasoning, text and arguments, and one for the name of each tool. */
export function countChoiceTokens({ reasoning, text, toolCalls }: AnswerChoice): number {
  const inCalls = toolCalls.reduce((sum, call) => sum + 1 + splitIntoTokens(call.arguments).length, 0);
  return splitIntoTokens(reasoning).length + splitIntoTokens(text).length + inCalls;
}
