// One class with more than 150 lines: the chunks, the backpressure, the pauses and the end of a response share its state.
import { BehaviorSubject, Subscription, from, interval } from 'rxjs';
import { captureContext } from '#capture-context';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { AnswerWriter } from './answer-writer.js';
import { PauseWatch } from './pause-watch.js';
import type { RelaySettings } from './relay-options.js';
import type { RelaySink } from './relay-sink.js';
import type { RelaySource } from './relay-source.js';
import { RelaySubscriber } from './relay-subscriber.js';
import { callSafely, reportUnhandled } from './report-unhandled.js';
import { stalledSink } from './stalled-sink.js';

/**
 * Relays one chat to one browser. Errors that its callbacks throw are caught here: RxJS would rethrow them in a timer, which would end the
 * process and so the answers of all other browsers.
 */
export class RelayRun {
  readonly #sink: RelaySink;
  readonly #settings: RelaySettings;
  readonly #writer: AnswerWriter;
  readonly #gate = new BehaviorSubject(true);
  readonly #context = captureContext();
  /** Unsubscribed when the response is closed. */
  readonly #untilClosed = new Subscription();
  /** Unsubscribed when the chat ends or the browser disconnects. */
  #subscription = new Subscription();
  /** Whether the relay has ended the chat, and neither the browser nor your server. */
  #hasEnded = false;
  readonly #pauses: PauseWatch;

  constructor(sink: RelaySink, settings: RelaySettings) {
    this.#sink = sink;
    this.#settings = settings;
    this.#writer = new AnswerWriter(sink, settings, this.#flushInContext);
    this.#pauses = new PauseWatch(sink, settings.maxPause, this.#giveUp);
  }

  /** Starts the relay. Its subscriptions are added to `subscription`, which is unsubscribed when the browser disconnects. */
  start(source: RelaySource, subscription: Subscription): void {
    this.#subscription = subscription;
    this.#sink.whenClosed(() => {
      this.#untilClosed.unsubscribe();
    });
    this.#startHeartbeat();
    subscription.add(() => {
      this.#pauses.stop();
      // The caller has unsubscribed, perhaps in the middle of a read.
      if (!this.#hasEnded)
        callSafely(() => {
          this.#writer.flush();
        });
    });
    const answer = new RelaySubscriber({
      next: (value) => {
        if (this.#writer.write(value)) this.#checkPressure();
      },
      error: this.#error,
      complete: () => {
        this.#end(() => {
          this.#finish();
        });
      },
    });
    subscription.add(answer);
    try {
      from(source(this.#gate.asObservable())).subscribe(answer);
    } catch (failure) {
      // If the run has already ended, a teardown of the source has thrown.
      if (subscription.closed) reportUnhandled(failure);
      else this.#error(failure);
    }
  }

  /** Call this when the sink accepts more data. Node emits `drain` in the async context of the connection, so the context of the relay is restored. */
  readonly drained = (): void => {
    this.#context.run(() => {
      this.#setGate(true);
    });
  };

  readonly #error = (failure: unknown): void => {
    this.#end(() => {
      this.#fail(failure);
    });
  };

  /** Writes the output of a read. Restores the async context of the relay, since several relays may share one read. */
  readonly #flushInContext = (): void => {
    if (this.#subscription.closed) return;
    this.#context.run(() => {
      this.#failOnThrow(() => {
        this.#writer.flush();
        this.#checkPressure();
      });
    });
  };

  readonly #giveUp = (): void => {
    this.#end(() => {
      this.#abort();
    });
  };

  #end(writeEnd: () => void): void {
    if (this.#subscription.closed) return;
    this.#hasEnded = true;
    // The teardown of a source may throw.
    callSafely(() => {
      this.#subscription.unsubscribe();
    });
    writeEnd();
  }

  #failOnThrow(work: () => void): void {
    try {
      work();
    } catch (failure) {
      this.#error(failure);
    }
  }

  #startHeartbeat(): void {
    const { heartbeat, stream } = this.#settings;
    if (!stream || heartbeat === Infinity) return;
    const beat = (): void => {
      if (this.#gate.value) this.#writer.beat();
    };
    this.#subscription.add(
      interval(heartbeat).subscribe({
        next: () => {
          this.#failOnThrow(beat);
        },
        error: this.#error,
      }),
    );
  }

  /** Closes the gate if the sink is full, and ends the answer if more than `maxBuffered` bytes are buffered. */
  #checkPressure(): void {
    // The last write may have ended the run.
    if (!this.#settings.stream || this.#subscription.closed) return;
    if (!this.#sink.isReady()) this.#setGate(false);
    if (this.#sink.waiting() > this.#settings.maxBuffered) {
      this.#end(() => {
        this.#overflow();
      });
    }
  }

  #setGate(isOpen: boolean): void {
    if (this.#gate.value === isOpen) return;
    if (isOpen) this.#pauses.resume();
    else this.#pauses.pause();
    this.#gate.next(isOpen);
  }

  #finish(): void {
    try {
      this.#writer.finish();
      this.#watchEnd();
    } catch (failure) {
      this.#fail(failure);
    }
  }

  #fail(error: unknown): void {
    callSafely(() => this.#settings.onError?.(error));
    if (this.#writer.fail(error)) this.#watchEnd();
    else this.#abort();
  }

  /** Closes the connection, so that the buffered bytes are freed. */
  #overflow(): void {
    const { maxBuffered, onError } = this.#settings;
    const failure = new LimitExceededError({
      message: `more than ${maxBuffered} bytes wait for the browser (maxBuffered)`,
      kind: 'slow-sink',
      limit: maxBuffered,
    });
    callSafely(() => onError?.(failure));
    this.#abort();
  }

  /** Called when the answer has ended: the browser may not have read all of it yet. */
  #watchEnd(): void {
    const giveUp = (): void => {
      this.#abort();
    };
    this.#untilClosed.add(
      stalledSink(this.#sink, this.#settings.maxPause).subscribe({ next: giveUp, error: giveUp }),
    );
  }

  #abort(): void {
    callSafely(() => {
      this.#sink.abort();
    });
  }
}
