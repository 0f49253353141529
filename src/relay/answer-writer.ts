import {
  type CompletionState,
  completionFromState,
  initialCompletionState,
} from '../reducer/completion-state.js';
import { isCompletion } from '../reducer/is-completion.js';
import { nextState } from '../reducer/next-state.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { RelaySettings } from './relay-options.js';
import type { RelaySink } from './relay-sink.js';
import type { SafeError } from './safe-error.js';
import { assertAnswer, toRelayedChunk } from './to-relayed-chunk.js';
import { toSafeError } from './to-safe-error.js';
import { type WireAnswer, errorAnswer, errorBody, jsonHeaders } from './wire-answer.js';

/** Makes proxies pass the stream on without buffering: nginx reads `x-accel-buffering`, compressors `no-transform`. */
const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
} as const;

const done = 'data: [DONE]\n\n';

/** Writes an answer in Venice's wire format. Rethrows errors of the sink. */
export class AnswerWriter {
  readonly #sink: RelaySink;
  readonly #settings: Pick<RelaySettings, 'headers' | 'stream'>;
  #hasHead = false;
  #hasWritten = false;
  /** The answer so far, if it is not streamed. */
  #collected = initialCompletionState;
  #hasCompletion = false;

  constructor(sink: RelaySink, settings: Pick<RelaySettings, 'headers' | 'stream'>) {
    this.#sink = sink;
    this.#settings = settings;
  }

  write(value: ChatCompletion | ChatCompletionChunk): void {
    assertAnswer(value);
    if (!this.#settings.stream) {
      this.#collected = nextState(this.#collected, value);
      return;
    }
    if (this.#hasCompletion) {
      throw new TypeError('a streamed chat must emit chunks, or one completion: accumulate() emits several');
    }
    this.#hasCompletion = isCompletion(value);
    this.#say(`data: ${JSON.stringify(toRelayedChunk(value))}\n\n`);
  }

  /** Writes a comment if nothing has been written since the last one. */
  beat(): void {
    if (!this.#hasWritten) this.#say(': keep-alive\n\n');
    this.#hasWritten = false;
  }

  finish(): void {
    if (this.#settings.stream) this.#say(done);
    else this.#answerWith(this.#collected);
    this.#sink.end();
  }

  /** Ends the answer with an error, or a generic one if that cannot be written. Returns false if no error can be written at all. */
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

  #endWith(error: SafeError, headers: WireAnswer['headers']): void {
    if (this.#settings.stream && (this.#hasHead || this.#sink.hasHead()))
      this.#say(`data: ${errorBody(error)}\n\n${done}`);
    else this.#answer(errorAnswer(error, headers));
    this.#sink.end();
  }

  #answerWith(state: CompletionState): void {
    if (state === initialCompletionState) throw new TypeError('the relayed chat ended without an answer');
    const body = JSON.stringify(completionFromState(state));
    this.#answer({ status: 200, headers: { ...jsonHeaders, ...this.#settings.headers }, body });
  }

  #say(text: string): void {
    if (!this.#hasHead) {
      this.#sink.head({ status: 200, headers: { ...streamHeaders, ...this.#settings.headers } });
      this.#hasHead = true;
    }
    this.#hasWritten = true;
    this.#sink.write(text);
  }

  #answer({ body, ...head }: WireAnswer): void {
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
