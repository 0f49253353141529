import { type EventSourceMessage, createParser } from 'eventsource-parser';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { maxFrameLength } from './frame-parser.js';

/** One event with its id, if it has one. */
export type ServerEvent = EventSourceMessage;

/** Receives the events and comments of an {@link EventReader}. */
export interface EventSink {
  readonly event: (event: ServerEvent) => void;
  readonly comment: (comment: string) => void;
  /** Called with the milliseconds that the server asks to wait before a reconnection. */
  readonly retry: (delay: number) => void;
  /** Called once if an event exceeds the limit; no other call follows. */
  readonly limitExceeded: (error: LimitExceededError) => void;
}

/**
 * Reads bytes as server-sent events with their ids, like the `EventSource` of a browser, except that an id belongs only to its own event and
 * is not kept for later ones. The parsers for chats ignore ids, since chats do not use them. Source: WHATWG HTML, section 9.2.
 */
export class EventReader {
  readonly #decoder = new TextDecoder();
  readonly #feed: (text: string) => void;
  #isOver = false;

  constructor(sink: EventSink) {
    const parser = createParser({
      onEvent: sink.event,
      onComment: sink.comment,
      onRetry: sink.retry,
      maxBufferSize: maxFrameLength,
      onError: ({ type }) => {
        if (type !== 'max-buffer-size-exceeded') return;
        this.#isOver = true;
        const message = `an event of the stream is longer than ${maxFrameLength} characters`;
        sink.limitExceeded(new LimitExceededError({ message, kind: 'frame', limit: maxFrameLength }));
      },
    });
    this.#feed = (text) => {
      parser.feed(text);
    };
  }

  /** Reads more bytes. An event is complete only with the blank line after it. */
  push(bytes: Uint8Array): void {
    if (!this.#isOver) this.#feed(this.#decoder.decode(bytes, { stream: true }));
  }
}
