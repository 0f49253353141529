import type { Observable } from 'rxjs';
import type { RunOffset } from './run-offset.js';

/** Passed to the source of a run. */
export interface RunContext {
  /** Id of the run. */
  readonly id: string;
  /** The subject that the run belongs to; empty if ids are capabilities. */
  readonly subject: string;
  /** 1 for the first process, higher after a takeover. */
  readonly epoch: number;
  /**
   * Closed while more than `maxUnflushed` waits for the store. Pass it to `create` as `gate`, so that a slow store pauses reading from
   * the model.
   */
  readonly gate: Observable<boolean>;
  /** W3C trace context passed to `start`, if any. */
  readonly traceparent?: string;
}

/**
 * Creates the values of a run from its input. Values must be JSON. The same source must be registered under the same name in every process
 * that may take over.
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
  /** Offset of the last frame. */
  readonly offset: RunOffset;
  /** All values that were written, oldest first. */
  readonly values: readonly unknown[];
}

/**
 * Decides about a run whose process died.
 *
 * - `'fail'`: its watchers get a `RunLostError`.
 * - `'restart-before-first-token'`: another process calls the source again if nothing was written; else as `'fail'`.
 * - A function returns the values that continue the ones already written, or undefined to fail the run.
 */
export type OnLost =
  | 'fail'
  | 'restart-before-first-token'
  | ((lost: LostRun, run: RunContext) => Observable<unknown> | undefined);
