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
   * Starts a run, or joins the existing run with this id, and follows it. As long as an id is remembered, its request is never sent twice.
   * Unsubscribing does not stop the run, which continues to its end. Nothing is started before the first subscription.
   *
   * Fails with a `RunConflictError` if the existing run has another input, a `RunUnknownError` if it belongs to another subject, a
   * `RunGoneError` if its frames have been deleted, a `LimitExceededError` of kind `runs` or `watchers`, or a `ClientClosedError` after
   * `close`. It also fails with each error of `follow`.
   */
  start<Name extends keyof Sources & string>(
    id: string,
    options: StartSourceOptions<Name, InputOf<Sources[Name]>>,
  ): Observable<RunFrame<ValueOf<Sources[Name]>>>;
  /** Starts a run of a function. If this process dies, no other process can continue it. Otherwise like the other overload. */
  start<Value>(id: string, options: StartFunctionOptions<Value>): Observable<RunFrame<Value>>;
  /**
   * Follows a run, even if it has ended. Without `after`, the first frame has all values so far; with `after`, the frames after that one
   * are emitted. Every value is emitted once and in order.
   *
   * Completes when the run is done. Fails with a `RunFailedError`, `RunStoppedError` or `RunLostError`, all with the answer so far as
   * `partial`; with a `RunUnknownError`, a `RunGoneError`, or a `RunOffsetError` for an unknown `after`; with a `StoreUnavailableError`
   * after `storeTimeout`.
   */
  follow<Value = unknown>(id: string, options?: FollowOptions): Observable<RunFrame<Value>>;
  /**
   * Stops a run, which may belong to another process: its watchers fail with a `RunStoppedError`, and its request is cancelled. Then
   * emits the state of the run. Its status shows whether the run had ended before it was stopped.
   */
  stop(id: string, options?: StopOptions): Observable<RunInfo>;
  /** Emits the state of a run. */
  info(id: string, options?: RunOptions): Observable<RunInfo>;
  /** Emits the runs of a subject whose frames have not been deleted. */
  list(options?: RunOptions): Observable<readonly RunInfo[]>;
  /**
   * Deletes a run with all its frames, even if it has not ended. Its watchers fail with a `RunGoneError`. Completes without a value;
   * unknown ids are ignored.
   */
  remove(id: string, options?: RunOptions): Observable<never>;
  /** Deletes all runs of a subject. Completes without a value. */
  removeAll(options?: RunOptions): Observable<never>;
  /**
   * Refuses new runs, and waits for the runs of this process to end. Gives up the runs that have not ended in time: another process takes
   * them over if `onLost` allows this, otherwise they are lost. Then fails the watchers of this process with a `ClientClosedError`. Begins
   * when it is called; the Promise resolves when all of this is done.
   */
  close(options?: CloseOptions): Promise<void>;
  /** Emits every event of the runs of this process after the subscription. */
  readonly events: Observable<RunEvent>;
  /** Emits the state of this process on subscription and on every change. */
  readonly state: Observable<DurableState>;
}
