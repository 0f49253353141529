import type { Observable, Subscriber } from 'rxjs';
import { captureContext } from '#capture-context';
import { OutcomeSubscriber, type Outcome } from '../subscribers/outcome-subscriber.js';
import { abortOn } from '#abort-on';
import { keepArrival, takeArrival } from '../request/arrival.js';
import { limitTotal } from '../request/limit-total.js';
import { RunGate } from '../request/run-gate.js';
import type { VeniceError } from '../errors/venice-error.js';
import type { RunRecord } from '../usage/run-record.js';
import { RunObservable } from './run-observable.js';
import { attempts } from './attempts.js';
import type { OnHead } from './client-attempt.js';
import type { Operation, RunSettings } from './operation.js';
import type { RequestContext } from './request-context.js';

/** Returns the values of the attempts of a run; calls `onHead` with the head of each successful response. */
export type Run<Value> = (onHead?: OnHead) => Observable<Value>;

/**
 * Creates one run per subscription: its attempts, with a usage record, the abort signal and the total timeout. `toResult` converts the
 * values of `runAttempts()` to those that the caller receives.
 */
export function runOperation<Request, Value, Result>(
  context: RequestContext,
  operation: Operation<Request, Value>,
  request: Request,
  settings: RunSettings<Value>,
  toResult: (runAttempts: Run<Value>) => Observable<Result>,
): RunObservable<Result> {
  const subscribe = (subscriber: Subscriber<Result>): void => {
    if (subscriber.closed) return;
    // The position in the queues of limits; a retry keeps that of the failed run.
    const arrival = takeArrival(request);
    const record = (operation.isRecorded ? context.usage.log : undefined)?.start({
      request: operation.toChat(request),
      operation: operation.name,
      tags: settings.tags,
    });
    const runSubscriber = new RunSubscriber(record, subscriber, () => {
      keepArrival(request, arrival);
    });
    // From here on, `client.close()` fails the run.
    context.enter(runSubscriber);
    abortOn(runSubscriber, settings.signal);
    limitTotal(runSubscriber, settings.timeouts.total);
    if (runSubscriber.closed) return;
    const { gate: callerGate } = settings;
    const gate = callerGate && new RunGate(callerGate);
    try {
      const result = toResult((onHead) =>
        attempts({ context, operation, request, arrival, settings, record, gate }, onHead),
      );
      if (gate === undefined) result.subscribe(runSubscriber);
      else gate.subscribe(result, runSubscriber);
    } catch (error) {
      // Thrown by an interceptor, or by the operator `retry`.
      runSubscriber.error(error);
    }
  };
  const withGate = (gate: Observable<boolean>): Observable<Result> =>
    runOperation(context, operation, request, { ...settings, gate: settings.gate ?? gate }, toResult);
  return new RunObservable(subscribe, withGate);
}

/** The subscriber of a run. Ends the run's usage record. */
class RunSubscriber<T> extends OutcomeSubscriber<T> {
  readonly #record: RunRecord | undefined;
  readonly #keepPosition: () => void;
  /** A signal, `close()` or `unsubscribe()` may end the run from another async context. */
  readonly #asyncContext = captureContext();

  constructor(record: RunRecord | undefined, subscriber: Subscriber<T>, keepPosition: () => void) {
    super(subscriber);
    this.#keepPosition = keepPosition;
    this.#record = record;
  }

  protected override _error(error: unknown): void {
    this.#asyncContext.run(() => {
      super._error(error);
    });
  }

  protected override onEnd(outcome: Outcome, error?: unknown): void {
    // After a retryable error, the next run of the same request object is probably a retry. After any other end, it is a new request.
    if ((error as Partial<VeniceError> | undefined)?.isRetryable === true) this.#keepPosition();
    const record = this.#record;
    if (record === undefined) return;
    this.#asyncContext.run(() => {
      record.end(outcome, error);
    });
  }
}
