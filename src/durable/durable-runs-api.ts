import type { Observable } from 'rxjs';
import type { DurableState } from './durable-state.js';
import type { RunEvent } from './run-event.js';
import type { RunFrame } from './run-frame.js';
import type { RunInfo } from './run-info.js';
import type { CloseOptions, FollowOptions, StopOptions } from './follow-options.js';
import type { InputOf, RunSources, ValueOf } from './run-source.js';
import type { RunOptions, StartFunctionOptions, StartSourceOptions } from './start-options.js';

/** Runs that outlive the connections of their watchers. All Observables except `events` and `state` are cold. */
export interface DurableRuns<Sources extends RunSources> {
  /**
   * Starts a run, or joins the existing run with this id, and follows it. As long as an id is remembered, another `start` joins its run
   * instead of sending the request again. Unsubscribing does not stop the run, which continues to its end. Nothing is started before the
   * first subscription.
   *
   * Fails with a `RunConflictError` if the existing run has another input, a `RunUnknownError` if it belongs to another subject, a
   * `RunGoneError` if its frames have been deleted, a `LimitExceededError` of kind `runs` or `watchers`, or a `ClientClosedError` after
   * `close`; also with the other errors of `follow`.
   */
  start<Name extends keyof Sources & string>(
    id: string,
    options: StartSourceOptions<Name, InputOf<Sources[Name]>>,
  ): Observable<RunFrame<ValueOf<Sources[Name]>>>;
  /** Starts a run of a function. If this process dies, no other process can continue it. Otherwise like the other overload. */
  start<Value>(id: string, options: StartFunctionOptions<Value>): Observable<RunFrame<Value>>;
  /**
   * Follows a run, even if it has ended. Without `after`, from its beginning: the chunks of a chat so far are emitted as one chunk, in one
   * frame. With `after`, from the frame after that `id`. Each value is emitted once and in order.
   *
   * Completes when the run is done. Fails with a `RunFailedError`, `RunStoppedError` or `RunLostError`, which have the answer of a chat so
   * far as `partial`; with a `RunUnknownError`, `RunGoneError` or `RunVersionError`; with a `RunOffsetError` for an unknown `after`; with a
   * `StoreUnavailableError` after `storeTimeout`; with a `LimitExceededError` of kind `watchers`; or with a `ClientClosedError` at the end
   * of `close`.
   */
  follow<Value = unknown>(id: string, options?: FollowOptions): Observable<RunFrame<Value>>;
  /**
   * Stops a run, also if another process produces it: the watchers of the run fail with a `RunStoppedError`, and its source is
   * unsubscribed. Emits the state of the run when the store has written the end; the status is not `stopped` if the run had ended before.
   */
  stop(id: string, options?: StopOptions): Observable<RunInfo>;
  /** Emits the state of a run. */
  info(id: string, options?: RunOptions): Observable<RunInfo>;
  /** Emits the runs of a subject, except those whose frames have been deleted. */
  list(options?: RunOptions): Observable<readonly RunInfo[]>;
  /**
   * Deletes a run with all its frames, even if it has not ended. Its watchers fail with a `RunGoneError`. Completes without a value. Fails
   * with a `RunUnknownError` or `RunGoneError` if there is no such run.
   */
  remove(id: string, options?: RunOptions): Observable<never>;
  /** Deletes all runs of a subject. Completes without a value. */
  removeAll(options?: RunOptions): Observable<never>;
  /**
   * Refuses new runs, and waits for the runs of this process to end. Gives up the runs that have not ended within `drainTimeout`: another
   * process takes them over if `onLost` allows this, otherwise they are lost. Then fails the watchers of this process with a
   * `ClientClosedError`. Begins immediately, unlike the other methods; the Promise resolves at the end.
   */
  close(options?: CloseOptions): Promise<void>;
  /** Emits the events of this process, about its runs and the store, from the subscription on. */
  readonly events: Observable<RunEvent>;
  /** Emits the state of this process on subscription and on every change. */
  readonly state: Observable<DurableState>;
}
