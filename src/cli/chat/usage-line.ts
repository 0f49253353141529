import type { ChatCompletion } from '../../wire/chat-completion.js';

/** Formats tokens, cost and the time to the first token, in milliseconds. Empty without `usage`; omits an unknown cost or time. */
export function usageLine({ usage, cost }: ChatCompletion, firstTokenTime: number | undefined): string {
  if (!usage) return '';
  return [
    `${formatCount(usage.prompt_tokens)} prompt + ${formatCount(usage.completion_tokens)} completion tokens`,
    ...(Number.isFinite(cost?.usd) ? [`$${cost?.usd.toFixed(6)}`] : []),
    ...(firstTokenTime === undefined ? [] : [`first token after ${Math.round(firstTokenTime)} ms`]),
  ].join(' · ');
}

/** A server may send anything instead of a number. */
function formatCount(tokens: unknown): string {
  return typeof tokens === 'number' ? String(tokens) : '?';
}
