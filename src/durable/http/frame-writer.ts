import type { RelaySink } from '../../relay/relay-sink.js';
import { errorAnswer, errorBody } from '../../relay/wire-answer.js';
import { errorMark } from '../error-mark.js';
import { fromStart } from '../from-start.js';
import type { RunFrame } from '../run-frame.js';
import type { RunResponseSettings } from './run-response-options.js';
import { runErrorDetails } from './run-error-details.js';
import { toSafeRunError } from './to-safe-run-error.js';

/** Makes proxies pass the stream on without buffering: nginx reads `x-accel-buffering`, compressors `no-transform`. */
const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
} as const;

/**
 * Writes the frames of a run as server-sent events. The last value of a frame has the `id` of the frame, and the values before have no
 * `id`, since a frame that was received in part must be sent again as a whole.
 */
export class FrameWriter {
  readonly #sink: RelaySink;
  readonly #headers: Readonly<Record<string, string>>;
  #hasHead = false;
  #hasWritten = false;
  #isUpToDate = false;
  #lastId = '';

  constructor(sink: RelaySink, { headers }: Pick<RunResponseSettings, 'headers'>) {
    this.#sink = sink;
    this.#headers = headers;
  }

  write({ id, values, isSnapshot, isUpToDate, isLast }: RunFrame<unknown>): void {
    if (isLast) this.#lastId = id;
    // Nothing is written for a browser that has all values: `finish` then responds with status 204.
    if (isLast && values.length === 0 && !isSnapshot) return;
    const events = values.map((value, index) => {
      const isLastValue = index === values.length - 1;
      return `${isLastValue ? `id: ${id}\n` : ''}data: ${JSON.stringify(value)}\n\n`;
    });
    // The data is a space: browsers dispatch no event without data, and readers of chats ignore blank data.
    if (isUpToDate && !this.#isUpToDate) events.push(`id: ${id}\nevent: up-to-date\ndata:  \n\n`);
    this.#isUpToDate = isUpToDate;
    if (isSnapshot) events.unshift(`: ${fromStart}\n\n`);
    if (events.length > 0) this.#send(events.join(''));
  }

  /** Writes a comment if nothing has been written since the last call. */
  beat(): void {
    if (!this.#hasWritten) this.#send(': keep-alive\n\n');
    this.#hasWritten = false;
  }

  finish(): void {
    if (this.#hasHead) this.#send(this.#end());
    else this.#sink.head({ status: 204, headers: { 'cache-control': 'no-store', ...this.#headers } });
    this.#sink.end();
  }

  fail(error: unknown): void {
    const safe = toSafeRunError(error);
    const details = runErrorDetails(error);
    if (this.#hasHead || this.#sink.hasHead())
      this.#send(`: ${errorMark}\ndata: ${errorBody(safe, details)}\n\n${this.#end()}`);
    else {
      const { body, ...head } = errorAnswer(safe, this.#headers, details);
      this.#hasHead = true;
      this.#sink.head(head);
      this.#sink.write(body);
    }
    this.#sink.end();
  }

  #end(): string {
    return `${this.#lastId === '' ? '' : `id: ${this.#lastId}\n`}data: [DONE]\n\n`;
  }

  #send(text: string): void {
    if (!this.#hasHead) {
      this.#sink.head({ status: 200, headers: { ...streamHeaders, ...this.#headers } });
      this.#hasHead = true;
    }
    this.#hasWritten = true;
    this.#sink.write(text);
  }
}
