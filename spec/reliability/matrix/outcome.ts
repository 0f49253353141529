import {
  APIError,
  APITimeoutError,
  LimitExceededError,
  RateLimitError,
  type VeniceError,
  isVeniceError,
} from 'venice-rx';
import { getTextUntil, text } from './answer.js';
import type { Stage } from './stage.js';

/** The outcome of a run, in the form of `table.ts`. */
export function getOutcome({ hasEndedEarly, recording, sent }: Stage): string {
  if (hasEndedEarly) return 'ended while it was paused';
  const { end, error, values } = recording;
  if (end === 'none yet') return 'silent';
  if (end === 'complete')
    return values.at(-1) === text ? 'completed' : `completed with ${String(values.at(-1))}`;
  return isVeniceError(error) ? describeError(error, getTextUntil(sent)) : `untyped: ${String(error)}`;
}

function describeError(error: VeniceError, receivedText: string | undefined): string {
  const partial = error.partial?.choices[0]?.message.content ?? undefined;
  const parts = [
    [error.name, ...getDetails(error)].join(' '),
    error.isRetryable ? 'retryable' : '',
    partial === undefined ? '' : partial === receivedText ? 'with partial' : `with partial "${partial}"`,
  ];
  return parts.filter(Boolean).join(', ');
}

function getDetails(error: VeniceError): readonly (number | string)[] {
  if (error instanceof APIError) {
    const { status, inBand } = error;
    const reason = error instanceof RateLimitError ? [`(${error.reason})`] : [];
    return [...(status === undefined ? [] : [status]), ...reason, ...(inBand ? ['in the stream'] : [])];
  }
  if (error instanceof APITimeoutError) return [`(${error.phase})`];
  return error instanceof LimitExceededError ? [`(${error.kind})`] : [];
}
