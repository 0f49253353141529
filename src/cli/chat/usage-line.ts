import type { ChatCompletion } from '../../wire/chat-completion.js';
import { inOneLine } from '../terminal/in-one-line.js';

/** Maximum length of a finish reason to show; known ones have 14 characters at most. */
const maxReasonLength = 100;

/** Formats tokens, cost, time to the first token, and the finish reason if unusual. Empty if unknown. */
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

/** A server may send anything instead of a number. */
function formatCount(tokens: unknown): string {
  return typeof tokens === 'number' ? String(tokens) : '?';
}
