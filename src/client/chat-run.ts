import { Observable, type Subscriber, identity } from 'rxjs';
import { captureContext } from '#capture-context';
import { OutcomeSubscriber, type Outcome } from '../subscribers/outcome-subscriber.js';
import { abortOn } from '#abort-on';
import type { ChatValue } from '../request/chat-interceptor.js';
import { limitTotal } from '../request/limit-total.js';
import { RunGate } from '../request/run-gate.js';
import { RunRecord } from '../usage/run-record.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import { type OnHead, attempts } from './chat-attempts.js';
import type { ChatContext, ChatSettings } from './chat-context.js';
import { withHead, withHeadFirst, withLastHead } from './observe.js';

/** Creates one run per subscription: usage record, abort signal and total timeout around its attempts. */
export function runChat(
  context: ChatContext,
  request: ChatCompletionRequest,
  settings: ChatSettings,
): Observable<unknown> {
  return new Observable((subscriber) => {
    if (subscriber.closed) return;
    const record = new RunRecord(request);
    const run = new ChatRun(context, record, subscriber);
    context.enter(run);
    abortOn(run, settings.signal);
    limitTotal(run, settings.timeouts.total);
    if (run.closed) return;
    try {
      toAnswer(context, request, settings, record).subscribe(run);
    } catch (error) {
      // Thrown by an interceptor, or by an operator given as `retry`.
      run.error(error);
    }
  });
}

/** The subscriber of a run, which creates its usage record. */
class ChatRun extends OutcomeSubscriber<unknown> {
  readonly #context: ChatContext;
  readonly #record: RunRecord;
  /** A signal, `close()` or `unsubscribe()` ends a run from another async context. */
  readonly #asyncContext = captureContext();

  constructor(context: ChatContext, record: RunRecord, subscriber: Subscriber<unknown>) {
    super(subscriber);
    this.#context = context;
    this.#record = record;
  }

  protected override _error(error: unknown): void {
    this.#asyncContext.run(() => {
      super._error(error);
    });
  }

  protected override onEnd(outcome: Outcome, error?: unknown): void {
    this.#asyncContext.run(() => {
      this.#context.record(() => this.#record.entry(outcome, error));
    });
  }
}

function toAnswer(
  context: ChatContext,
  request: ChatCompletionRequest,
  settings: ChatSettings,
  record: RunRecord,
): Observable<unknown> {
  const { observe, retry } = settings;
  const gate = settings.gate && new RunGate();
  const run = (onHead?: OnHead): Observable<ChatValue> =>
    attempts(context, request, settings, { record, gate }, onHead);
  const withHeadOf = retry === identity ? withHeadFirst : withLastHead;
  const answer = observe === 'events' ? withHeadOf(run) : observe === 'response' ? withHead(run) : run();
  return (answer as Observable<unknown>).pipe(gate ? gate.follow(settings.gate) : identity);
}
