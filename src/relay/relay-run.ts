import {
  BehaviorSubject,
  NEVER,
  Subscription,
  defer,
  distinctUntilChanged,
  interval,
  switchMap,
  takeWhile,
} from 'rxjs';
import { captureContext } from '#capture-context';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { AnswerWriter } from './answer-writer.js';
import type { RelaySettings } from './relay-options.js';
import type { RelaySink } from './relay-sink.js';
import type { RelaySource } from './relay-source.js';
import { callSafely } from './report-unhandled.js';
import { stalledSink } from './stalled-sink.js';

/**
 * Relays one chat to one browser. Errors thrown in its callbacks are never left to RxJS, which would rethrow them in a timer and
 * end the process: this browser gets its error, and the others are unaffected.
 */
export class RelayRun {
  readonly #sink: RelaySink;
  readonly #settings: RelaySettings;
  readonly #writer: AnswerWriter;
  readonly #gate = new BehaviorSubject(true);
  readonly #context = captureContext();
  readonly #untilClosed = new Subscription();

  constructor(sink: RelaySink, settings: RelaySettings) {
    this.#sink = sink;
    this.#settings = settings;
    this.#writer = new AnswerWriter(sink, settings);
  }

  /** Starts the relay. Whatever it subscribes to is added to `subscription`, which ends when the browser disconnects. */
  start(source: RelaySource, subscription: Subscription): void {
    const { heartbeat, maxPause, stream } = this.#settings;
    this.#sink.whenClosed(() => {
      this.#untilClosed.unsubscribe();
    });
    const gate = this.#gate.pipe(distinctUntilChanged());
    const end = (how: () => void): void => {
      if (subscription.closed) return;
      // The teardown of a source may throw.
      callSafely(() => {
        subscription.unsubscribe();
      });
      how();
    };
    const error = (failure: unknown): void => {
      end(() => {
        this.#fail(failure);
      });
    };
    const failOnThrow = (work: () => void): void => {
      try {
        work();
      } catch (failure) {
        error(failure);
      }
    };
    const giveUp = (): void => {
      end(() => {
        this.#abort();
      });
    };
    const overflow = (): void => {
      this.#overflow();
    };
    if (stream && heartbeat !== Infinity) {
      const beat = (): void => {
        if (this.#gate.value) this.#writer.beat();
      };
      subscription.add(
        interval(heartbeat).subscribe({
          next: () => {
            failOnThrow(beat);
          },
          error,
        }),
      );
    }
    const pauses = gate.pipe(switchMap((isOpen) => (isOpen ? NEVER : stalledSink(this.#sink, maxPause))));
    subscription.add(pauses.subscribe({ next: giveUp, error: giveUp }));
    const chat = defer(() => source(gate)).pipe(takeWhile(() => !subscription.closed));
    const answer = chat.subscribe({
      next: (value) => {
        failOnThrow(() => {
          if (!this.#pass(value)) end(overflow);
        });
      },
      error,
      complete: () => {
        end(() => {
          this.#finish();
        });
      },
    });
    // If the run has already ended, this unsubscribes from the source, which may throw.
    callSafely(() => {
      subscription.add(answer);
    });
  }

  /** The sink accepts more data. A response emits this in the context of its connection. */
  readonly drained = (): void => {
    this.#context.run(() => {
      this.#gate.next(true);
    });
  };

  /** Returns false if more bytes are buffered for the browser than allowed. */
  #pass(value: ChatCompletion | ChatCompletionChunk): boolean {
    this.#writer.write(value);
    if (!this.#settings.stream) return true;
    if (!this.#sink.isReady()) this.#gate.next(false);
    return this.#sink.waiting() <= this.#settings.maxBuffered;
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

  /** Drops the buffer: a browser that slow would keep it in memory. */
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

  /** The answer has ended, but parts of it may still wait for the browser. */
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
