import type { ChatCompletion } from '../../wire/chat-completion.js';
import { inOneLine } from '../terminal/in-one-line.js';

/** Longest reason for an end that is shown; those that are known have 14 characters at most. */
const maxReasonLength = 100;

/** What an answer took: tokens, cost, time to the first token, and why it ended, if not by itself. Empty if unknown. */
export function usageLine({ usage, cost, choices }: ChatCompletion, wait: number | undefined): string {
  if (!usage) return '';
  const reason: unknown = choices[0]?.finish_reason ?? 'stop';
  return [
    `${formatCount(usage.prompt_tokens)} prompt + ${formatCount(usage.completion_tokens)} completion tokens`,
    ...(Number.isFinite(cost?.usd) ? [`$${cost?.usd.toFixed(6)}`] : []),
    ...(wait === undefined ? [] : [`first token after ${Math.round(wait)} ms`]),
    ...(reason === 'stop'
      ? []
      : [`ended by ${typeof reason === 'string' ? inOneLine(reason, maxReasonLength) : '?'}`]),
  ].join(' · ');
}

/** A server may have written anything in place of a number. */
function formatCount(tokens: unknown): string {
  return typeof tokens === 'number' ? String(tokens) : '?';
}
