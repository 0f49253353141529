import type { Subscriber } from 'rxjs';
import { apiErrorFromFrame } from '../../errors/from-response/api-error-from-response.js';
import type { ResponseHead } from '../../errors/from-response/response-head.js';
import { tooDeep } from '../../errors/json-too-deep.js';
import { APITimeoutError } from '../../errors/api-timeout-error.js';
import { LimitExceededError } from '../../errors/limit-exceeded-error.js';
import { MalformedChunkError } from '../../errors/malformed-chunk-error.js';
import { isTooDeep } from '#json-depth';
import { parseJson } from '#parse-json';
import type { BodyReader } from '../../response/body-reader.js';
import { brokenOff } from '../../sse/broken-off.js';
import { maxStreamBytes } from '../../sse/chunk-decoder.js';
import { EventReader, type ServerEvent } from '../../sse/event-reader.js';
import { RunOffsetError } from '../../errors/run-offset-error.js';
import { errorMark } from '../error-mark.js';
import { fromStart } from '../from-start.js';
import type { RunFrame } from '../run-frame.js';
import { startOffset } from '../run-offset.js';
import type { RunFollower } from './run-follower.js';
import { toRunError } from './to-run-error.js';

/**
 * Reads the event stream of a run as frames. The values of a frame are emitted when its last value, which has the `id`, has arrived. So if
 * a connection ends within a frame, the next connection requests the whole frame again.
 */
export class RunBody implements BodyReader {
  readonly #head: ResponseHead;
  readonly #sink: Subscriber<RunFrame<unknown>>;
  readonly #run: RunFollower;
  readonly #events: EventReader;
  /** The values of the frame that is arriving. */
  #values: unknown[] = [];
  /** Number of characters of {@link #values}. */
  #size = 0;
  #isSnapshot: boolean;
  #isUpToDate = false;
  /** Whether the next event is an error of the stream, not a value of the run. */
  #isMarked = false;
  /** Whether the run has ended. */
  isDone = false;

  constructor(head: ResponseHead, sink: Subscriber<RunFrame<unknown>>, run: RunFollower) {
    this.#head = head;
    this.#sink = sink;
    this.#run = run;
    this.#isSnapshot = run.lastId === undefined;
    this.#events = new EventReader({
      event: (event) => {
        if (!this.isDone && !sink.closed) this.#read(event);
      },
      comment: (comment) => {
        if (comment === errorMark) this.#isMarked = true;
        if (comment === fromStart && run.lastId !== undefined) this.#sink.error(notContinued(run));
      },
      retry: (delay) => {
        run.minWait = delay;
      },
      limitExceeded: (error) => {
        sink.error(error);
      },
    });
  }

  push(bytes: Uint8Array): void {
    this.#events.push(bytes);
  }

  end(): void {
    if (!this.isDone) this.fail(undefined);
  }

  fail(cause: unknown): void {
    const message = 'the connection ended before the run';
    this.#sink.error(cause instanceof APITimeoutError ? cause : brokenOff(cause, message));
  }

  #read({ id, event, data }: ServerEvent): void {
    const text = data.trim();
    const isError = this.#isMarked;
    this.#isMarked = false;
    if (event === 'up-to-date') this.#isUpToDate = true;
    else if (event !== undefined && event !== 'message') return;
    else if (text === '[DONE]') {
      if (id === undefined && this.#values.length > 0) {
        this.#sink.error(withoutId(data));
        return;
      }
      this.#emit(id ?? this.#run.lastId ?? startOffset, true);
      this.isDone = true;
      this.#sink.complete();
      return;
    } else if (text !== '' && !this.#add(data, isError)) return;
    if (id !== undefined) this.#emit(id, false);
  }

  /** Adds a value to the frame. Returns false if the stream has failed instead. */
  #add(data: string, isError: boolean): boolean {
    const value = parseJson(data);
    this.#size += data.length;
    const error =
      this.#size > maxStreamBytes
        ? tooLong()
        : value === data
          ? unreadable(data, this.#head)
          : isError
            ? toRunError(apiErrorFromFrame(this.#head, value), this.#run)
            : undefined;
    if (error === undefined) this.#values.push(value);
    else this.#sink.error(error);
    return error === undefined;
  }

  #emit(id: string, isLast: boolean): void {
    const values = this.#run.advance(id, this.#values);
    const isSnapshot = this.#isSnapshot;
    this.#values = [];
    this.#size = 0;
    this.#isSnapshot = false;
    this.#sink.next({ id, values, isSnapshot, isUpToDate: this.#isUpToDate, isLast });
  }
}

function unreadable(data: string, { redact }: ResponseHead): LimitExceededError | MalformedChunkError {
  if (isTooDeep(data)) return tooDeep('a value of the run');
  const message = 'an event of the run is not JSON (see `data` of this error)';
  return new MalformedChunkError({ message, data: redact?.(data) ?? data });
}

function withoutId(data: string): MalformedChunkError {
  const message =
    'the last values of the run have no `id`: check that the server answers with `pipeRunToNodeResponse`';
  return new MalformedChunkError({ message, data });
}

function notContinued({ id: runId }: RunFollower): RunOffsetError {
  const message =
    'the server has sent the run from its beginning: check that `Last-Event-ID` passes every proxy before it';
  return new RunOffsetError({ message, runId });
}

function tooLong(): LimitExceededError {
  const message = `a frame of the run is larger than ${maxStreamBytes} characters`;
  return new LimitExceededError({ message, kind: 'answer body', limit: maxStreamBytes });
}
