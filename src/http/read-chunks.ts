import {
  Observable,
  type OperatorFunction,
  Subject,
  type Subscription,
  asyncScheduler,
  takeUntil,
} from 'rxjs';
import { MalformedChunkError } from '../errors/malformed-chunk-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { AnswerReading } from './answer-reading.js';
import { type BodyReader, bodyReader } from './body-reader.js';
import type { HttpEvent } from './http-event.js';
import { noAnswer } from './no-answer.js';
import { readHead } from './read-head.js';

/** How long the end of a body may take after `[DONE]` before its connection is closed instead of kept, in ms. */
const drainTime = 100;

/** How many reads of a body are drained: a server that goes on sending does not mean to end it. */
const drainReads = 16;

/**
 * Reads the answer to a stream request as chunks.
 *
 * Completes at `[DONE]`, at once, while the rest of the body is read unseen for at most 100 ms so that its connection
 * can serve the next request; or at a clean end after every choice has its `finish_reason`. Every other end is a
 * `TruncatedStreamError`, any status but 2xx an `APIError`, and so is an error inside the stream.
 */
export function readChunks(reading: AnswerReading = {}): OperatorFunction<HttpEvent, ChatCompletionChunk> {
  return (events) =>
    new Observable((subscriber) => {
      const { pulse, onChunk } = reading;
      // Ends the reading of a source that goes on in the turn in which it is subscribed to.
      const over = new Subject<void>();
      let body: BodyReader | undefined;
      let isComplete = false;
      let drained = 0;
      const sink = {
        get closed(): boolean {
          return subscriber.closed;
        },
        next: (chunk: ChatCompletionChunk, bringsPart: boolean): void => {
          if (bringsPart) pulse?.part();
          onChunk?.(chunk, bringsPart);
          subscriber.next(chunk);
        },
        error: (error: unknown): void => {
          subscriber.error(error);
        },
        complete: (): void => {
          isComplete = true;
          subscriber.complete();
        },
      };
      // What throws in here would be reported elsewhere, and leave the run hanging.
      const guard = (read: () => void): void => {
        try {
          read();
        } catch (cause) {
          const message = 'the answer cannot be read (see `cause`)';
          subscriber.error(new MalformedChunkError({ message, data: '', cause }));
        }
      };
      const source = events.pipe(takeUntil(over)).subscribe({
        next: (event) => {
          if (isComplete) {
            if ((drained += 1) > drainReads) over.next();
            return;
          }
          pulse?.read();
          guard(() => {
            if (event.type === 'data') body?.push(event.bytes);
            else body = bodyReader(readHead(event, reading), sink);
          });
          if (subscriber.closed && !isComplete) over.next();
        },
        error: (error: unknown) => {
          if (subscriber.closed) return;
          if (body === undefined) subscriber.error(error);
          else guard(() => body?.fail(error));
        },
        complete: () => {
          if (subscriber.closed) return;
          if (body === undefined) subscriber.error(noAnswer());
          else guard(() => body?.end());
        },
      });
      return () => {
        if (isComplete) drain(source);
        else source.unsubscribe();
      };
    });
}

function drain(source: Subscription): void {
  if (source.closed) return;
  source.add(
    asyncScheduler.schedule(() => {
      source.unsubscribe();
    }, drainTime),
  );
}
