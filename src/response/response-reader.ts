import { Observable, type OperatorFunction, type Subscriber, asyncScheduler } from 'rxjs';
import type { ResponseHead } from '../errors/from-response/response-head.js';
import { MalformedChunkError } from '../errors/malformed-chunk-error.js';
import type { ResponseReaderOptions } from './response-reader-options.js';
import type { BodyReader } from './body-reader.js';
import type { TransportEvent } from '../transport/transport-event.js';
import { BaseSubscriber } from '../subscribers/base-subscriber.js';
import { noResponse } from './no-response.js';
import { readHead } from './read-head.js';
import { redactError } from '#redact-error';

/** Maximum time in milliseconds from `[DONE]` to the end of the body. After that, the connection is closed instead of reused. */
const drainTime = 100;

/** Maximum number of reads after `[DONE]`: a server that sends more is not about to end the body. */
const drainReads = 16;

/** Creates the reader of a body, which emits the result to `sink`. */
export type CreateBody<T> = (head: ResponseHead, sink: Subscriber<T>) => BodyReader;

/** Reads a response with the reader that `createBody` returns for its head. */
export function readResponse<T>(
  options: ResponseReaderOptions,
  createBody: CreateBody<T>,
): OperatorFunction<TransportEvent, T> {
  return (events) =>
    new Observable((subscriber) => {
      const reader = new ResponseReader(options, subscriber, createBody);
      subscriber.add(() => {
        reader.release();
      });
      options.setup?.(reader);
      if (!reader.closed) events.subscribe(reader);
    });
}

/** The subscriber of the transport events, which outlives the subscriber of the result until the body is drained. */
class ResponseReader<T> extends BaseSubscriber<TransportEvent> {
  readonly #options: ResponseReaderOptions;
  readonly #sink: Subscriber<T>;
  readonly #createBody: CreateBody<T>;
  #body: BodyReader | undefined;
  #drained = 0;

  constructor(options: ResponseReaderOptions, sink: Subscriber<T>, createBody: CreateBody<T>) {
    super();
    this.#options = options;
    this.#sink = sink;
    this.#createBody = createBody;
  }

  /** Called when the result has no subscriber any more. Closes the connection; if the answer is complete, first waits for the end of the body. */
  release(): void {
    if (this.#body?.isDone !== true) this.unsubscribe();
    else if (!this.closed) {
      this.add(
        asyncScheduler.schedule(() => {
          this.unsubscribe();
        }, drainTime),
      );
    }
  }

  protected override _next(event: TransportEvent): void {
    if (this.#body?.isDone === true) this.#drain();
    else this.#read(event);
  }

  protected override _error(failure: unknown): void {
    const { redact } = this.#options;
    const error = redact ? redactError(failure, redact) : failure;
    this.#close(() => {
      if (this.#body === undefined) this.#sink.error(error);
      else this.#body.fail(error);
    });
  }

  protected override _complete(): void {
    this.#close(() => {
      if (this.#body === undefined) this.#sink.error(noResponse());
      else this.#body.end();
    });
  }

  #read(event: TransportEvent): void {
    this.#options.activity?.markBytes();
    try {
      if (event.type === 'data') this.#body?.push(event.bytes);
      else this.#body = this.#createBody(readHead(event, this.#options), this.#sink);
    } catch (cause) {
      // An error that is thrown for the head, for example by `onHead`, is passed on. An error that is thrown for data means that the answer is
      // unreadable.
      this.#sink.error(event.type === 'data' ? unreadable(cause) : cause);
    }
  }

  #close(notify: () => void): void {
    try {
      if (!this.#sink.closed) notify();
    } catch (cause) {
      this.#sink.error(unreadable(cause));
    } finally {
      this.unsubscribe();
    }
  }

  #drain(): void {
    this.#drained += 1;
    if (this.#drained > drainReads) this.unsubscribe();
  }
}

/** The error of a reader that has thrown. RxJS would report a thrown error as unhandled, and the run would never end. */
function unreadable(cause: unknown): MalformedChunkError {
  return new MalformedChunkError({ message: 'the answer cannot be read (see `cause`)', data: '', cause });
}
