import { type VeniceError, isVeniceError } from '../errors/venice-error.js';
import { ClientClosedError } from '../errors/client-closed-error.js';
import { RunFailedError, type RunFailure } from '../errors/run-failed-error.js';
import { RunGoneError } from '../errors/run-gone-error.js';
import { RunLostError } from '../errors/run-lost-error.js';
import { RunStoppedError } from '../errors/run-stopped-error.js';
import { RunUnknownError } from '../errors/run-unknown-error.js';
import { RunVersionError } from '../errors/run-version-error.js';
import { omitUndefined } from '../json/omit-undefined.js';
import { toSafeError } from '../relay/to-safe-error.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { decodeEnd } from './entry-data.js';
import { hashText } from './hash-text.js';
import { type RunEntry, type RunLookup, type StoredRun, runFormat } from './run-store.js';

/** Describes the error of a source, without messages that must not leave the server. */
export function toRunFailure(error: unknown): RunFailure {
  const name = isVeniceError(error) ? error.name : 'Error';
  return { name, isRetryable: isVeniceError(error) && error.isRetryable, ...toSafeError(error) };
}

/** Returns the error with which a watcher fails after the last entry of a run; undefined if the run is `done`. */
export function toEndError(
  runId: string,
  entry: RunEntry,
  partial: ChatCompletion | undefined,
): VeniceError | undefined {
  const details = { runId, ...(partial && { partial }) };
  if (entry.type === 'lost') return lostError(runId, entry.offset, partial);
  const { reason, failure } = decodeEnd(entry);
  if (entry.type === 'stopped') {
    return new RunStoppedError(omitUndefined({ ...details, message: 'the run was stopped', reason }));
  }
  if (entry.type !== 'failed' || !failure) return undefined;
  const message = `the run failed with ${failure.name}: ${failure.message}`;
  const { retryAfter } = failure;
  return new RunFailedError({
    ...details,
    message,
    failure,
    ...(retryAfter !== undefined && { retryAfter }),
  });
}

export function lostError(runId: string, lastOffset: string, partial?: ChatCompletion): RunLostError {
  const message = 'the run was lost: its process is gone, or the store has lost entries of the run';
  return new RunLostError({ message, runId, lastOffset, ...(partial && { partial }) });
}

export function closedError(): ClientClosedError {
  return new ClientClosedError({ message: 'the durable runs of this process have been closed' });
}

export function unknownError(runId: string): RunUnknownError {
  return new RunUnknownError({ message: 'there is no run with this id', runId });
}

export function goneError(runId: string): RunGoneError {
  return new RunGoneError({ message: 'the run is not kept any more', runId });
}

/** Returns the run if it belongs to the subject and this version can read it. Otherwise throws. */
export function assertVisible(runId: string, subject: string, found: RunLookup): StoredRun {
  if (found === undefined) throw unknownError(runId);
  if (found.status === 'gone') {
    throw found.subjectHash === hashText(subject) ? goneError(runId) : unknownError(runId);
  }
  if (found.subject !== subject) throw unknownError(runId);
  if (found.v !== runFormat) {
    const message = `the run has format ${found.v}, which this version cannot read`;
    throw new RunVersionError({ message, runId, version: found.v });
  }
  return found;
}
