import type { RunInfo } from './run-info.js';

/** A change of a run that this process has made or found, or a change of the store. */
export type RunEvent = RunLifecycleEvent | RunFailedEvent | StoreEvent;

/**
 * - `started`: this process began the run;
 * - `taken-over`: this process continues a run of a process that died;
 * - `done`: this process completed it;
 * - `fenced`: this process was the producer, and may not write any more, since the run was stopped, removed, lost or taken over. The
 *   request was cancelled;
 * - `stopped`: this process stopped it, by `stop`;
 * - `lost`: this process found that the process of the run had died, or gave the run up in `close`;
 * - `removed`: this process removed it.
 */
export interface RunLifecycleEvent {
  /** Marks the variant. */
  readonly type: 'done' | 'fenced' | 'lost' | 'removed' | 'started' | 'stopped' | 'taken-over';
  /** The run. */
  readonly run: RunInfo;
}

/** The source of a run of this process has failed. */
export interface RunFailedEvent {
  /** Marks the variant. */
  readonly type: 'failed';
  /** The run. */
  readonly run: RunInfo;
  /** The original error. */
  readonly error: unknown;
}

/** A call of the store has failed after others succeeded, or succeeded after others failed. */
export interface StoreEvent {
  /** Marks the variant. */
  readonly type: 'recovered' | 'store-unavailable';
  /** Error of the failed call. */
  readonly error?: unknown;
}
