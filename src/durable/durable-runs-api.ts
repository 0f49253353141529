import type { Observable } from 'rxjs';
import type { DurableState } from './durable-state.js';
import type { RunEvent } from './run-event.js';
import type { RunFrame } from './run-frame.js';
import type { RunInfo } from './run-info.js';
import type { CloseOptions, FollowOptions, StopOptions } from './follow-options.js';
import type { InputOf, RunSources, ValueOf } from './run-source.js';
import type { RunOptions, StartFunctionOptions, StartSourceOptions } from './start-options.js';

/** Runs that outlive their connection. Every Observable is cold. */
export interface DurableRuns<Sources extends RunSources> {
  /**
   * Starts a run, or joins the one that has this id, and follows it. The same id is never requested twice as long as it is remembered.
   * Unsubscribing only leaves; the run continues to its end. Without a subscription, nothing is started.
   *
   * Fails with a `RunConflictError` if the run has another input, a `RunUnknownError` if it belongs to another subject, a `RunGoneError` if it
   * is not kept any more, a `LimitExceededError` of kind `runs` or `watchers`, or a `ClientClosedError` after `close`; else like `follow`.
   */
  start<Name extends keyof Sources & string>(
    id: string,
    options: StartSourceOptions<Name, InputOf<Sources[Name]>>,
  ): Observable<RunFrame<ValueOf<Sources[Name]>>>;
  /** Starts a run of a function, which fails if this process dies. Otherwise like the other form. */
  start<Value>(id: string, options: StartFunctionOptions<Value>): Observable<RunFrame<Value>>;
  /**
   * Follows a run, also after its end. Without `after`, the first frame has everything so far; with it, everything after that frame follows. All
   * values arrive once and in order.
   *
   * Completes when the run is done. Fails with a `RunFailedError`, `RunStoppedError` or `RunLostError`, all with the answer so far as `partial`; with a `RunUnknownError`,
   * a `RunGoneError`, or a `RunOffsetError` for an unknown `after`; with a `StoreUnavailableError` after `storeTimeout`.
   */
  follow<Value = unknown>(id: string, options?: FollowOptions): Observable<RunFrame<Value>>;
  /**
   * Stops a run from any process: its watchers get a `RunStoppedError`, and its request is cancelled. Emits the state afterwards, whose status shows
   * whether the run had ended before.
   */
  stop(id: string, options?: StopOptions): Observable<RunInfo>;
  /** Emits the state of a run. */
  info(id: string, options?: RunOptions): Observable<RunInfo>;
  /** Emits the runs of a subject that are kept. */
  list(options?: RunOptions): Observable<readonly RunInfo[]>;
  /** Deletes a run with all its frames, running or not. Its watchers get a `RunGoneError`. Completes without a value; unknown ids are ignored. */
  remove(id: string, options?: RunOptions): Observable<never>;
  /** Deletes all runs of a subject. Completes without a value. */
  removeAll(options?: RunOptions): Observable<never>;
  /**
   * Refuses new runs, waits for those of this process, and then gives up the rest: another process takes them over if it may, else
   * they are lost. Then fails the watchers of this process with a `ClientClosedError`. Starts at once; resolves when it is done.
   */
  close(options?: CloseOptions): Promise<void>;
  /** What happens to runs in this process, from subscription on. */
  readonly events: Observable<RunEvent>;
  /** The present numbers of this process, and every change. */
  readonly state: Observable<DurableState>;
}
