import type { RunInfo } from './run-info.js';

/** A change of a run that this process has made or found, or a change of the store. */
export type RunEvent = RunLifecycleEvent | RunFailedEvent | StoreEvent;

/**
 * - `started`: this process began the run;
 * - `taken-over`: this process continues the run of a process that died or was closed;
 * - `done`: this process was the producer, and the source completed;
 * - `fenced`: this process was the producer, and may not write any more, since the run was stopped, removed, lost or taken over. The
 *   source was unsubscribed;
 * - `stopped`: `stop` was called in this process;
 * - `lost`: this process ended the run as lost, since no process could continue it;
 * - `removed`: `remove` or `removeAll` was called in this process.
 */
export interface RunLifecycleEvent {
  /** Marks the variant. */
  readonly type: 'done' | 'fenced' | 'lost' | 'removed' | 'started' | 'stopped' | 'taken-over';
  /** The run. */
  readonly run: RunInfo;
}

/** A run of this process has failed: the source, a limit of the run, or the store. */
export interface RunFailedEvent {
  /** Marks the variant. */
  readonly type: 'failed';
  /** The run. */
  readonly run: RunInfo;
  /** The original error. */
  readonly error: unknown;
}

/** The first failed call of the store after successful calls, or the first successful call after failed calls. */
export interface StoreEvent {
  /** Marks the variant. */
  readonly type: 'recovered' | 'store-unavailable';
  /** Error of the failed call; absent from `recovered`. */
  readonly error?: unknown;
}
