import type { ChatCompletion } from '../../wire/chat-completion.js';

/** Formats tokens, cost and time to the first token. Empty if unknown. */
export function usageLine({ usage, cost }: ChatCompletion, wait: number | undefined): string {
  if (!usage) return '';
  return [
    `${formatCount(usage.prompt_tokens)} prompt + ${formatCount(usage.completion_tokens)} completion tokens`,
    ...(Number.isFinite(cost?.usd) ? [`$${cost?.usd.toFixed(6)}`] : []),
    ...(wait === undefined ? [] : [`first token after ${Math.round(wait)} ms`]),
  ].join(' · ');
}

/** A server may send anything instead of a number. */
function formatCount(tokens: unknown): string {
  return typeof tokens === 'number' ? String(tokens) : '?';
}
