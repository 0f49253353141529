import { Observable, type Subscriber, identity } from 'rxjs';
import { captureContext } from '#capture-context';
import { OutcomeSubscriber, type Outcome } from '../subscribers/outcome-subscriber.js';
import { abortOn } from '#abort-on';
import { limitTotal } from '../request/limit-total.js';
import { RunGate } from '../request/run-gate.js';
import { RunRecord } from '../usage/run-record.js';
import { attempts } from './attempts.js';
import type { OnHead } from './client-attempt.js';
import type { Operation, RunSettings } from './operation.js';
import type { RequestContext } from './request-context.js';

/** Runs the attempts of an operation; calls back with the head of each successful response. */
export type Run<Value> = (onHead?: OnHead) => Observable<Value>;

/**
 * Creates one run per subscription: usage record, abort signal and total timeout around its attempts. `observe` shapes its
 * values.
 */
export function runOperation<Request, Value, Result>(
  context: RequestContext,
  operation: Operation<Request, Value>,
  request: Request,
  settings: RunSettings<Value>,
  observe: (run: Run<Value>) => Observable<Result>,
): Observable<Result> {
  return new Observable((subscriber) => {
    if (subscriber.closed) return;
    const record = new RunRecord(operation.toChat(request), operation.name, settings.tags);
    const onEnd = operation.isRecorded ? context.record : undefined;
    const run = new RunSubscriber(onEnd, record, subscriber);
    context.enter(run);
    abortOn(run, settings.signal);
    limitTotal(run, settings.timeouts.total);
    if (run.closed) return;
    const gate = settings.gate && new RunGate();
    try {
      observe((onHead) => attempts({ context, operation, request, settings, record, gate }, onHead))
        .pipe(gate ? gate.follow(settings.gate) : identity)
        .subscribe(run);
    } catch (error) {
      // Thrown by an interceptor, or by an operator given as `retry`.
      run.error(error);
    }
  });
}

/** The subscriber of a run, which creates its usage record. */
class RunSubscriber<T> extends OutcomeSubscriber<T> {
  readonly #onEnd: RequestContext['record'] | undefined;
  readonly #record: RunRecord;
  /** A signal, `close()` or `unsubscribe()` ends a run from another async context. */
  readonly #asyncContext = captureContext();

  constructor(onEnd: RequestContext['record'] | undefined, record: RunRecord, subscriber: Subscriber<T>) {
    super(subscriber);
    this.#onEnd = onEnd;
    this.#record = record;
  }

  protected override _error(error: unknown): void {
    this.#asyncContext.run(() => {
      super._error(error);
    });
  }

  protected override onEnd(outcome: Outcome, error?: unknown): void {
    this.#asyncContext.run(() => {
      this.#onEnd?.(() => this.#record.entry(outcome, error));
    });
  }
}
