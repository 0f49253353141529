import type { ChatCompletion } from '../../wire/chat-completion.js';
import { harmless } from '../terminal/harmless.js';

/** What an answer took: tokens, cost, time to the first token, and why it ended, if not by itself. Empty if unknown. */
export function usageLine({ usage, cost, choices }: ChatCompletion, wait: number | undefined): string {
  if (!usage) return '';
  const { prompt_tokens, completion_tokens } = usage;
  const reason = choices[0]?.finish_reason ?? 'stop';
  return [
    `${prompt_tokens} prompt + ${completion_tokens} completion tokens`,
    ...(typeof cost?.usd === 'number' ? [`$${cost.usd.toFixed(6)}`] : []),
    ...(wait === undefined ? [] : [`first token after ${Math.round(wait)} ms`]),
    ...(reason === 'stop' ? [] : [`ended by ${harmless(reason)}`]),
  ].join(' · ');
}
