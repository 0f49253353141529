import { FrameReader } from '#frame-reader';
import type { ResponseHead } from '../errors/from-response/response-head.js';
import { apiErrorFromChoices, withoutErrors } from '../errors/from-response/failed-choice.js';
import { APITimeoutError } from '../errors/api-timeout-error.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { MalformedChunkError } from '../errors/malformed-chunk-error.js';
import { brokenOff, endedTooSoon, noFinishReason } from './broken-off.js';
import { VeniceError } from '../errors/venice-error.js';
import { markEnd } from '../reducer/ends-without-finish.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { FinishTracker } from './finish-tracker.js';
import type { FrameSink } from './frame-sink.js';
import type { FrameResult } from './read-frame.js';

/** Maximum size of the body of a streamed answer, in bytes. */
export const maxStreamBytes = 64 * 1024 * 1024;

/** Receives the output of a decoder. No calls follow `complete` or `error`. */
export interface ChunkSink {
  /** Whether there is no subscriber any more; the rest of a read is then skipped. */
  readonly closed: boolean;
  next(chunk: ChatCompletionChunk): void;
  error(error: VeniceError): void;
  complete(): void;
}

/** Receives each chunk before the sink does. */
export interface ChunkObserver {
  onChunk(chunk: ChatCompletionChunk, hasOutput: boolean): void;
}

/**
 * The listeners of one answer. Their methods belong to classes: V8 would optimize the decoder for functions that are created for one answer,
 * and discard this code when the answer is collected.
 */
export interface ChunkListeners {
  /** Is notified of each chunk that has output. */
  readonly activity?: { markOutput(): void } | undefined;
  readonly observer?: ChunkObserver | undefined;
}

/** Decodes the body of a streamed answer to chunks, and distinguishes a complete answer from a truncated one. */
export class ChunkDecoder implements FrameSink {
  readonly #head: ResponseHead;
  readonly #sink: ChunkSink;
  readonly #frames: FrameReader;
  readonly #finishTracker = new FinishTracker();
  readonly #listeners: ChunkListeners;
  readonly #requiresFinish: boolean;
  /** Whether the answer is complete. */
  isDone = false;
  #lastChunk: ChatCompletionChunk | undefined;
  #isAtEnd = false;
  /** Whether the stream ended inside a frame. Then the stream is truncated, and the frame is not reported as malformed. */
  #isCutInHalf = false;
  #size = 0;

  /** @param source - Name of a server and a model: answers of the same source share their templates. */
  constructor(
    head: ResponseHead,
    sink: ChunkSink,
    listeners: ChunkListeners = {},
    requiresFinish = true,
    source?: string,
  ) {
    this.#head = head;
    this.#sink = sink;
    this.#listeners = listeners;
    this.#requiresFinish = requiresFinish;
    this.#frames = new FrameReader(head, this, source);
  }

  get closed(): boolean {
    return this.#sink.closed;
  }

  /** Reads more bytes. If the answer becomes too large, the bytes within the limit are read before the answer fails. */
  push(bytes: Uint8Array): void {
    const room = maxStreamBytes - this.#size;
    this.#size += bytes.length;
    const isTooLong = bytes.length > room;
    // A `try` per chunk would be slower.
    try {
      this.#frames.push(isTooLong ? bytes.subarray(0, Math.max(0, room)) : bytes);
    } catch (error) {
      this.#failAtLimit(error);
    }
    if (isTooLong && !this.closed) this.#sink.error(tooLong());
  }

  /** Call this when the body has ended regularly. */
  end(): void {
    this.#isAtEnd = true;
    try {
      this.#frames.end();
    } catch (error) {
      this.#failAtLimit(error);
    }
    if (this.#sink.closed) return;
    if (this.#finishTracker.isComplete && !this.#isCutInHalf) this.#complete();
    else this.#sink.error(endedTooSoon());
  }

  /** Call this when the body broke off. */
  fail(cause: unknown): void {
    this.#sink.error(cause instanceof APITimeoutError ? cause : brokenOff(cause));
  }

  chunk(chunk: ChatCompletionChunk): void {
    this.#lastChunk = chunk;
    const hasOutput = this.#finishTracker.track(chunk);
    const { activity, observer } = this.#listeners;
    if (hasOutput) activity?.markOutput();
    observer?.onChunk(chunk, hasOutput);
    if (this.#finishTracker.hasFailed) this.#fail(chunk, hasOutput);
    else this.#sink.next(chunk);
  }

  result(result: FrameResult): void {
    if (result === 'nothing') return;
    if (result === 'done') this.#done();
    else if (!(result instanceof VeniceError)) this.chunk(result);
    else if (this.#isAtEnd && result instanceof MalformedChunkError) this.#isCutInHalf = true;
    else this.#sink.error(result);
  }

  /** Fails the answer if a chunk has exceeded a limit. Rethrows other errors. */
  #failAtLimit(error: unknown): void {
    if (!(error instanceof LimitExceededError)) throw error;
    this.#sink.error(error);
  }

  /** Emits the output of a chunk in which a choice reports an error, and then fails. */
  #fail(chunk: ChatCompletionChunk, hasOutput: boolean): void {
    if (hasOutput) this.#sink.next(withoutErrors(chunk));
    if (!this.closed) this.#sink.error(apiErrorFromChoices(this.#head, chunk));
  }

  #complete(): void {
    this.isDone = true;
    this.#sink.complete();
  }

  #done(): void {
    const last = this.#lastChunk;
    const { isCompleteAtDone: isComplete, hasChoice } = this.#finishTracker;
    if (isComplete || (hasChoice && !this.#requiresFinish)) {
      if (!isComplete && last) markEnd(last);
      this.#complete();
    } else this.#sink.error(noFinishReason(last !== undefined, hasChoice));
  }
}

function tooLong(): LimitExceededError {
  return new LimitExceededError({
    message: `the answer is larger than ${maxStreamBytes} bytes`,
    kind: 'answer body',
    limit: maxStreamBytes,
  });
}
