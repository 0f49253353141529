import {
  Observable,
  type OperatorFunction,
  Subject,
  type Subscription,
  asyncScheduler,
  takeUntil,
} from 'rxjs';
import { MalformedChunkError } from '../errors/malformed-chunk-error.js';
import type { OnChunk } from '../sse/chunk-decoder.js';
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
      let drained = 0;
      const note: OnChunk = (chunk, bringsPart) => {
        if (bringsPart) pulse?.part();
        onChunk?.(chunk, bringsPart);
      };
      const read = (event: HttpEvent): void => {
        pulse?.read();
        try {
          if (event.type === 'data') body?.push(event.bytes);
          else body = bodyReader(readHead(event, reading), subscriber, note);
        } catch (cause) {
          // What listeners of the head throw is theirs.
          subscriber.error(event.type === 'data' ? unreadable(cause) : cause);
        }
        if (subscriber.closed && body?.isDone !== true) over.next();
      };
      const source = events.pipe(takeUntil(over)).subscribe({
        next: (event) => {
          if (body?.isDone !== true) read(event);
          else if ((drained += 1) > drainReads) over.next();
        },
        error: (error: unknown) => {
          if (body === undefined) subscriber.error(error);
          else if (!subscriber.closed) body.fail(error);
        },
        complete: () => {
          if (subscriber.closed) return;
          try {
            if (body === undefined) subscriber.error(noAnswer());
            else body.end();
          } catch (cause) {
            subscriber.error(unreadable(cause));
          }
        },
      });
      return () => {
        if (body?.isDone === true) drain(source);
        else source.unsubscribe();
      };
    });
}

/** What throws while an answer is read would be reported elsewhere, and leave the run hanging. */
function unreadable(cause: unknown): MalformedChunkError {
  return new MalformedChunkError({ message: 'the answer cannot be read (see `cause`)', data: '', cause });
}

function drain(source: Subscription): void {
  if (source.closed) return;
  source.add(
    asyncScheduler.schedule(() => {
      source.unsubscribe();
    }, drainTime),
  );
}
