import type { ErrorBody } from './error-body.js';
import type { RateLimitReason } from '../rate-limit-error.js';

/**
 * Returns why a server sent a 429. Venice has a code only for the concurrency limit. Messages, codes of other servers and the counter
 * of the error budget distinguish the other reasons. Source: `docs/wire-format.md`, "Limits".
 */
export function rateLimitReason(body: ErrorBody, headers: Readonly<Record<string, string>>): RateLimitReason {
  if (body.code === 'X402_CONCURRENCY_LIMIT') return 'concurrency';
  if (body.message.startsWith('Too many failed attempts')) return 'error-budget';
  if (/overloaded/i.test(body.code ?? '') || /overloaded|at capacity/i.test(body.message))
    return 'overloaded';
  return headers['x-ratelimit-remaining']?.trim() === '0' ? 'error-budget' : 'limit';
}
