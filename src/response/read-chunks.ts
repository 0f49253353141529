import { Observable, type OperatorFunction, type Subscriber, asyncScheduler } from 'rxjs';
import { MalformedChunkError } from '../errors/malformed-chunk-error.js';
import type { ChunkObserver } from '../sse/chunk-decoder.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ResponseReaderOptions } from './response-reader-options.js';
import { type BodyReader, bodyReader } from './body-reader.js';
import type { TransportEvent, TransportHead } from '../transport/transport-event.js';
import { BaseSubscriber } from '../subscribers/base-subscriber.js';
import { noResponse } from './no-response.js';
import { readHead } from './read-head.js';
import { redactError } from '#redact-error';

/** Maximum time between `[DONE]` and the end of the body, in ms. After that the connection is closed instead of kept. */
const drainTime = 100;

/** Maximum number of reads while draining a body: a server that keeps sending is not going to end it. */
const drainReads = 16;

/**
 * Reads the response to a streaming request as chunks.
 *
 * Completes after every choice has its `finish_reason`: at `[DONE]` immediately, while the rest of the body is drained for at
 * most 100 ms so that the connection can be reused; or at a clean end. Every other end is a `TruncatedStreamError`, except
 * `[DONE]` after a choice if `requiresFinish` is false. A status other than 2xx and an error inside the stream are an
 * `APIError`.
 */
export function readChunks(
  reading: ResponseReaderOptions = {},
  requiresFinish?: boolean,
  model = '',
): OperatorFunction<TransportEvent, ChatCompletionChunk> {
  return (events) =>
    new Observable((subscriber) => {
      const reader = new AnswerReader(reading, subscriber, requiresFinish, model);
      subscriber.add(() => {
        reader.leave();
      });
      reading.setup?.(reader);
      if (!reader.closed) events.subscribe(reader);
    });
}

/** The subscriber of the transport events, which outlives the subscriber of the chunks until the body is drained. */
class AnswerReader extends BaseSubscriber<TransportEvent> implements ChunkObserver {
  readonly #reading: ResponseReaderOptions;
  readonly #sink: Subscriber<ChatCompletionChunk>;
  readonly #requiresFinish: boolean | undefined;
  readonly #model: string;
  #body: BodyReader | undefined;
  #drained = 0;

  constructor(
    reading: ResponseReaderOptions,
    sink: Subscriber<ChatCompletionChunk>,
    requiresFinish: boolean | undefined,
    model: string,
  ) {
    super();
    this.#reading = reading;
    this.#sink = sink;
    this.#requiresFinish = requiresFinish;
    this.#model = model;
  }

  /** The subscriber is gone: closes the connection, or keeps it if the response is complete. */
  leave(): void {
    if (this.#body?.isDone !== true) this.unsubscribe();
    else if (!this.closed) {
      this.add(
        asyncScheduler.schedule(() => {
          this.unsubscribe();
        }, drainTime),
      );
    }
  }

  onChunk(chunk: ChatCompletionChunk, hasOutput: boolean): void {
    const { activity, observer } = this.#reading;
    if (hasOutput) activity?.markOutput();
    observer?.onChunk(chunk, hasOutput);
  }

  protected override _next(event: TransportEvent): void {
    if (this.#body?.isDone === true) this.#drain();
    else this.#read(event);
  }

  protected override _error(failure: unknown): void {
    const { redact } = this.#reading;
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
    this.#reading.activity?.markBytes();
    try {
      if (event.type === 'data') this.#body?.push(event.bytes);
      else this.#body = this.#startBody(event);
    } catch (cause) {
      // Errors thrown by listeners of the head are not caught here.
      this.#sink.error(event.type === 'data' ? unreadable(cause) : cause);
    }
  }

  #startBody(event: TransportHead): BodyReader {
    const { server } = this.#reading;
    const source = server && `${server} ${this.#model}`;
    return bodyReader(readHead(event, this.#reading), this.#sink, this, this.#requiresFinish, source);
  }

  #close(tell: () => void): void {
    try {
      if (!this.#sink.closed) tell();
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

/** Passes thrown errors to the subscriber; otherwise they would be reported elsewhere and leave the run pending. */
function unreadable(cause: unknown): MalformedChunkError {
  return new MalformedChunkError({ message: 'the answer cannot be read (see `cause`)', data: '', cause });
}
