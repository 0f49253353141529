import type { Observable } from 'rxjs';
import type { RunOffset } from './run-offset.js';

/** Second argument of the source of a run. */
export interface RunContext {
  /** Id of the run. */
  readonly id: string;
  /** The owner of the run, such as a user; empty if everyone who knows the id may follow it. */
  readonly subject: string;
  /** 1 for the first process, higher after a takeover. */
  readonly epoch: number;
  /**
   * Emits false while more than `maxUnflushed` characters have not been written to the store, otherwise true. Pass it to `create` as
   * `gate`, so that a slow store pauses reading from the server of the model.
   */
  readonly gate: Observable<boolean>;
  /** W3C trace context passed to `start`, if any. */
  readonly traceparent?: string;
}

/**
 * Creates the Observable of a run from its input. The values must be JSON values. Each process that may take over the run must have the
 * same source under the same name.
 */
export type RunSource<Input = never, Value = unknown> = (input: Input, run: RunContext) => Observable<Value>;

/** Sources by name. */
export type RunSources = Readonly<Record<string, RunSource>>;

/** Input of a source. */
export type InputOf<Source extends RunSource> = Parameters<Source>[0];

/** Values of a source. */
export type ValueOf<Source extends RunSource> =
  ReturnType<Source> extends Observable<infer Value> ? Value : never;

/** A run whose process died. */
export interface LostRun {
  /** Id of the run. */
  readonly id: string;
  /** The subject that the run belongs to. */
  readonly subject: string;
  /** Name of the source. */
  readonly source: string;
  /** Input of the source. */
  readonly input: unknown;
  /** Offset of the last run entry. */
  readonly offset: RunOffset;
  /** All values in the store, oldest first. */
  readonly values: readonly unknown[];
}

/**
 * Decides what happens to a run whose process died.
 *
 * - `'fail'`: its watchers fail with a `RunLostError`.
 * - `'restart-before-first-token'`: if nothing has been written, another process calls the source again; otherwise like `'fail'`.
 * - A function returns an Observable of values that follow the ones already written, or undefined to end the run as lost.
 */
export type OnLost =
  | 'fail'
  | 'restart-before-first-token'
  | ((lost: LostRun, run: RunContext) => Observable<unknown> | undefined);
