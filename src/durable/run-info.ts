import { omitUndefined } from '../json/omit-undefined.js';
import type { RunOffset } from './run-offset.js';
import type { RunStatus, StoredRun } from './run-store.js';

/** State of a run. Times are milliseconds of the store's clock. */
export interface RunInfo {
  /** Id of the run. */
  readonly id: string;
  /** The owner of the run, such as a user; empty if everyone who knows the id may follow it. */
  readonly subject: string;
  /** Also `lost` while the claim on the run has expired; it is `running` again if another process takes the run over. */
  readonly status: RunStatus;
  /** Offset of the last run entry; `startOffset` if the log is empty. */
  readonly offset: RunOffset;
  /** 1 for the first process; each takeover and each stop increases it. */
  readonly epoch: number;
  /** Name of the source, if the run has a named source. */
  readonly source?: string;
  /** Size of all run entries, in characters of JSON. */
  readonly size: number;
  /** When the run began. */
  readonly startedAt: number;
  /** When the run ended. */
  readonly endedAt?: number;
  /** W3C trace context passed to `start`. */
  readonly traceparent?: string;
}

/** Returns the public part of a stored run. */
export function toRunInfo(run: StoredRun): RunInfo {
  const { id, subject, offset, epoch, source, size, startedAt, endedAt, traceparent } = run;
  const status = run.status === 'running' && run.now >= run.leaseUntil ? 'lost' : run.status;
  return omitUndefined<RunInfo>({
    id,
    subject,
    status,
    offset,
    epoch,
    source,
    size,
    startedAt,
    endedAt,
    traceparent,
  });
}
