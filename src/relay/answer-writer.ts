import {
  type CompletionState,
  completionFromState,
  initialCompletionState,
} from '../reducer/completion-state.js';
import { isCompletion } from '../reducer/is-completion.js';
import { nextState } from '../reducer/next-state.js';
import { type EmittedRead, currentRead } from '../sse/emitted-read.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { PendingOutput } from './pending-output.js';
import type { RelaySettings } from './relay-options.js';
import type { RelaySink } from './relay-sink.js';
import type { SafeError } from './safe-error.js';
import { assertAnswer, toRelayedChunk } from './to-relayed-chunk.js';
import { toSafeError } from './to-safe-error.js';
import { type WireAnswer, errorAnswer, errorBody, jsonHeaders } from './wire-answer.js';

/** Headers that prevent proxies from buffering the stream: nginx reads `x-accel-buffering`, and compressors read `no-transform`. */
const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
} as const;

const done = 'data: [DONE]\n\n';

/** Size in bytes from which collected output is written before the end of its read: far more than one read of a socket has. */
const maxPending = 256 * 1024;

/** Writes an answer in Venice's wire format. Errors of the sink are thrown, except by `fail`. */
export class AnswerWriter {
  readonly #sink: RelaySink;
  readonly #settings: Pick<RelaySettings, 'headers' | 'stream'>;
  /** Called when the collected output of a read must be written: calls `flush` in the async context of the relay. */
  readonly #flushInContext: () => void;
  #hasHead = false;
  #hasWritten = false;
  readonly #pending: PendingOutput;
  /** The read from which the values of `#pending` come. */
  #read: EmittedRead | undefined;
  /** The answer so far, if it is not streamed. */
  #collected = initialCompletionState;
  #hasCompletion = false;

  constructor(
    sink: RelaySink,
    settings: Pick<RelaySettings, 'headers' | 'stream'>,
    flushInContext: () => void,
  ) {
    this.#sink = sink;
    this.#settings = settings;
    this.#flushInContext = flushInContext;
    this.#pending = new PendingOutput(sink.sharesBytes);
  }

  /**
   * Writes a value. A chunk that has not been changed since it was received is not serialized: its bytes are forwarded. All values of one
   * read are collected, and written together by `flushInContext`. Returns whether the value was written by itself, since it belongs to no read.
   */
  write(value: ChatCompletion | ChatCompletionChunk): boolean {
    const read = this.#settings.stream ? currentRead() : undefined;
    const bytes = this.#hasCompletion ? undefined : read?.bytesOf(value);
    const isForwarded = bytes !== undefined && !isCompletion(value);
    const text = isForwarded ? '' : this.#toText(value);
    // Nothing is left to wait for after the last frame of a read.
    const isEnd = read?.isLast(value) === true;
    if (read !== this.#read && this.#read !== undefined) this.flush();
    if (read !== undefined && !isEnd && this.#read === undefined) this.#startRead(read);
    if (read !== undefined && isForwarded) this.#pending.addBytes(bytes, read.start, read.end);
    else if (text !== '') this.#pending.addText(text);
    if (read === undefined) {
      this.flush();
      return true;
    }
    if (isEnd || this.#pending.size >= maxPending) this.#flushInContext();
    return false;
  }

  /** Writes the collected output. */
  flush(): void {
    this.#read = undefined;
    if (this.#pending.size > 0) this.#writeOutput(this.#pending.take());
  }

  /** Writes a comment if nothing has been written since the last call. */
  beat(): void {
    if (!this.#hasWritten) this.#writeOutput(': keep-alive\n\n');
    this.#hasWritten = false;
  }

  finish(): void {
    if (this.#settings.stream) {
      this.#pending.addText(done);
      this.flush();
    } else this.#writeCompletion(this.#collected);
    this.#sink.end();
  }

  /** Ends the answer with this error, or with a general error if that fails. Returns false if neither can be written. */
  fail(error: unknown): boolean {
    const { headers } = this.#settings;
    return (
      succeeds(() => {
        this.#endWith(toSafeError(error), headers);
      }) ||
      succeeds(() => {
        this.#endWith(toSafeError(undefined), {});
      })
    );
  }

  /** Serializes a value. If the answer is not streamed, adds the value to the answer so far, and returns an empty string. */
  #toText(value: ChatCompletion | ChatCompletionChunk): string {
    assertAnswer(value);
    if (!this.#settings.stream) {
      this.#collected = nextState(this.#collected, value);
      return '';
    }
    if (this.#hasCompletion) {
      throw new TypeError('a streamed chat must emit chunks, or one completion: accumulate() emits several');
    }
    this.#hasCompletion = isCompletion(value);
    return `data: ${JSON.stringify(toRelayedChunk(value))}\n\n`;
  }

  #startRead(read: EmittedRead): void {
    this.#read = read;
    read.onEnd(this.#onReadEnd);
  }

  readonly #onReadEnd = (): void => {
    if (this.#pending.size > 0) this.#flushInContext();
  };

  #endWith(error: SafeError, headers: WireAnswer['headers']): void {
    const isStarted = this.#hasHead || this.#pending.size > 0 || this.#sink.hasHead();
    if (this.#settings.stream && isStarted) {
      this.#pending.addText(`data: ${errorBody(error)}\n\n${done}`);
      this.flush();
    } else this.#writeWhole(errorAnswer(error, headers));
    this.#sink.end();
  }

  #writeCompletion(state: CompletionState): void {
    if (state === initialCompletionState) throw new TypeError('the relayed chat ended without an answer');
    const body = JSON.stringify(completionFromState(state));
    this.#writeWhole({ status: 200, headers: { ...jsonHeaders, ...this.#settings.headers }, body });
  }

  #writeOutput(output: Uint8Array | string): void {
    if (!this.#hasHead) {
      this.#sink.head({ status: 200, headers: { ...streamHeaders, ...this.#settings.headers } });
      this.#hasHead = true;
    }
    this.#hasWritten = true;
    this.#sink.write(output);
  }

  #writeWhole({ body, ...head }: WireAnswer): void {
    if (this.#hasHead) return;
    this.#sink.head(head);
    this.#hasHead = true;
    this.#sink.write(body);
  }
}

function succeeds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
