import {
  BehaviorSubject,
  NEVER,
  type Subscription,
  defer,
  distinctUntilChanged,
  interval,
  switchMap,
  takeWhile,
  timer,
} from 'rxjs';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { RelaySettings } from './relay-options.js';
import type { RelaySink } from './relay-sink.js';
import type { RelaySource } from './relay-source.js';
import { toSafeError } from './to-safe-error.js';
import { type WireAnswer, errorAnswer, errorBody, jsonHeaders } from './wire-answer.js';

/** Proxies are to pass a stream on as it comes: nginx reads `x-accel-buffering`, compressors `no-transform`. */
const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
} as const;

const done = 'data: [DONE]\n\n';

/** One chat on its way to one browser. */
export class RelayRun {
  private readonly sink: RelaySink;
  private readonly settings: RelaySettings;
  private readonly gate = new BehaviorSubject(true);
  private hasHead = false;
  private hasSpoken = false;

  constructor(sink: RelaySink, settings: RelaySettings) {
    this.sink = sink;
    this.settings = settings;
  }

  /** Adds everything that is to end with the browser's connection to `subscription`, which listens for it already. */
  start(source: RelaySource, subscription: Subscription): void {
    const { heartbeat, maxPause, stream } = this.settings;
    const gate = this.gate.pipe(distinctUntilChanged());
    const error = (failure: unknown): void => {
      if (subscription.closed) return;
      subscription.unsubscribe();
      this.fail(failure);
    };
    if (stream && heartbeat !== Number.POSITIVE_INFINITY) {
      subscription.add(interval(heartbeat).subscribe({ next: () => this.beat(), error }));
    }
    const pause = maxPause === Number.POSITIVE_INFINITY ? NEVER : timer(maxPause);
    const giveUp = (): void => {
      subscription.unsubscribe();
      this.sink.abort();
    };
    subscription.add(
      gate.pipe(switchMap((isOpen) => (isOpen ? NEVER : pause))).subscribe({ next: giveUp, error }),
    );
    const chat = defer(() => source(gate)).pipe(takeWhile(() => !subscription.closed));
    subscription.add(
      chat.subscribe({
        next: (value) => {
          if (!this.pass(value)) error(this.overflow());
        },
        error,
        complete: () => {
          if (subscription.closed) return;
          subscription.unsubscribe();
          this.finish();
        },
      }),
    );
  }

  /** The sink takes more. */
  readonly drained = (): void => {
    this.gate.next(true);
  };

  /** False when more waits for the browser than may. */
  private pass(value: ChatCompletion | ChatCompletionChunk): boolean {
    if (!this.settings.stream) {
      this.answer({
        status: 200,
        headers: { ...jsonHeaders, ...this.settings.headers },
        body: JSON.stringify(value),
      });
      return true;
    }
    this.say(`data: ${JSON.stringify(value)}\n\n`);
    if (!this.sink.isReady()) this.gate.next(false);
    return this.sink.waiting() <= this.settings.maxBuffered;
  }

  private say(text: string): void {
    if (!this.hasHead) {
      this.hasHead = true;
      this.sink.head({ status: 200, headers: { ...streamHeaders, ...this.settings.headers } });
    }
    this.hasSpoken = true;
    this.sink.write(text);
  }

  private answer({ body, ...head }: WireAnswer): void {
    if (this.hasHead) return;
    this.hasHead = true;
    this.sink.head(head);
    this.sink.write(body);
  }

  private beat(): void {
    if (!this.hasSpoken && this.gate.value) this.say(': keep-alive\n\n');
    this.hasSpoken = false;
  }

  private finish(): void {
    if (this.settings.stream) this.say(done);
    else this.answer(errorAnswer(toSafeError(undefined), this.settings.headers));
    this.sink.end();
  }

  private fail(error: unknown): void {
    this.settings.onError?.(error);
    const safe = toSafeError(error);
    if (this.hasHead && this.settings.stream) this.say(`data: ${errorBody(safe)}\n\n${done}`);
    else this.answer(errorAnswer(safe, this.settings.headers));
    this.sink.end();
  }

  private overflow(): LimitExceededError {
    const { maxBuffered } = this.settings;
    return new LimitExceededError({
      message: `more than ${maxBuffered} bytes wait for the browser (maxBuffered)`,
      what: 'slow sink',
      limit: maxBuffered,
    });
  }
}
