import { Observable, type OperatorFunction, type Subscription, asyncScheduler, takeWhile } from 'rxjs';
import { MalformedChunkError } from '../errors/malformed-chunk-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { type Redact, answerHead } from './answer-buffer.js';
import { type BodyReader, bodyReader } from './body-reader.js';
import type { HttpEvent } from './http-event.js';
import { noAnswer } from './no-answer.js';

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
export function readChunks(redact: Redact): OperatorFunction<HttpEvent, ChatCompletionChunk> {
  return (events) =>
    new Observable((subscriber) => {
      let body: BodyReader | undefined;
      let isComplete = false;
      let drained = 0;
      const sink = {
        get closed(): boolean {
          return subscriber.closed;
        },
        next: (chunk: ChatCompletionChunk): void => {
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
      const source = events
        .pipe(takeWhile(() => (isComplete ? drained++ < drainReads : !subscriber.closed)))
        .subscribe({
          next: (event) => {
            if (isComplete) return;
            guard(() => {
              if (event.type === 'data') body?.push(event.bytes);
              else body = bodyReader(answerHead(event, asyncScheduler.now(), redact), sink);
            });
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
