import type { APIError } from '../../errors/api-error.js';
import { RunConflictError } from '../../errors/run-conflict-error.js';
import { RunFailedError, type RunFailure } from '../../errors/run-failed-error.js';
import { RunGoneError } from '../../errors/run-gone-error.js';
import { RunLostError } from '../../errors/run-lost-error.js';
import { RunOffsetError } from '../../errors/run-offset-error.js';
import { RunStoppedError } from '../../errors/run-stopped-error.js';
import { RunUnknownError } from '../../errors/run-unknown-error.js';
import { RunVersionError } from '../../errors/run-version-error.js';
import type { VeniceError } from '../../errors/venice-error.js';
import { isRecord } from '../../json/is-record.js';
import { omitUndefined } from '../../json/omit-undefined.js';
import type { ChatCompletion } from '../../wire/chat-completion.js';
import { startOffset } from '../run-offset.js';

/** Fields that are copied to the errors of a run. */
export interface RunPosition {
  readonly id: string;
  readonly lastId?: string | undefined;
  readonly partial?: ChatCompletion | undefined;
}

/** Converts an error of the server to the error of the run. Returns an error that concerns only this request unchanged. */
export function toRunError(error: VeniceError, { id: runId, lastId, partial }: RunPosition): VeniceError {
  const { code, body } = error as Partial<APIError>;
  const run = detailsIn(body);
  const init = (message: string) => omitUndefined({ message, runId, partial, cause: error });
  if (isFailure(run['failure'])) {
    const failure = run['failure'];
    const message = `the run failed with ${failure.name}: ${failure.message}`;
    const { retryAfter } = failure;
    return new RunFailedError({ ...init(message), failure, ...(retryAfter !== undefined && { retryAfter }) });
  }
  switch (code) {
    case 'run_stopped':
      return new RunStoppedError({ ...init('the run was stopped'), ...stringIn(run, 'reason', 'reason') });
    case 'run_lost': {
      const message = 'the run was lost: its process is gone, or the store has lost entries of the run';
      const lastOffset = lastId ?? startOffset;
      return new RunLostError({
        ...init(message),
        lastOffset,
        ...stringIn(run, 'last_offset', 'lastOffset'),
      });
    }
    case 'run_unknown':
      return new RunUnknownError(init('there is no run with this id'));
    case 'run_gone':
      return new RunGoneError(init('the run is not kept any more'));
    case 'run_conflict':
      return new RunConflictError(init('the run was started with another input'));
    case 'run_offset':
      return new RunOffsetError(init('the run has no frame with this offset'));
    case 'run_version': {
      const version = Number(run['version']);
      return new RunVersionError({ ...init('the server cannot read the format of the run'), version });
    }
    default:
      return error;
  }
}

/** Whether an error ends the run, so that every further request would fail with the same error. */
export function isEndOfRun({ name }: VeniceError): boolean {
  return ['RunFailedError', 'RunLostError'].includes(name);
}

function detailsIn(body: unknown): Readonly<Record<string, unknown>> {
  const error = isRecord(body) ? body['error'] : undefined;
  const run = isRecord(error) ? error['run'] : undefined;
  return isRecord(run) ? run : {};
}

function stringIn<Name extends string>(
  run: Readonly<Record<string, unknown>>,
  field: string,
  name: Name,
): Partial<Record<Name, string>> {
  const value = run[field];
  return typeof value === 'string' ? ({ [name]: value } as Partial<Record<Name, string>>) : {};
}

function isFailure(value: unknown): value is RunFailure {
  return (
    isRecord(value) &&
    ['name', 'code', 'message'].every((name) => typeof value[name] === 'string') &&
    typeof value['isRetryable'] === 'boolean'
  );
}
