import type { OptionRules } from '../options/check-options.js';
import { aFunction, anything, duration } from '../options/option-rules.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';

/** Options of `pipeToNodeResponse` and `toWebResponse`. */
export interface RelayOptions {
  /** Whether to stream the answer: pass `request.stream === true` to follow the request. Default: true. */
  readonly stream?: boolean;
  /** Additional headers, e.g. for CORS, with lower-case names. They override headers of the relay. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Milliseconds of silence in a stream before a comment is sent, so that no proxy closes the connection; the comment may come up to twice
   * as late. The first comment also sends the head: later failures are reported inside the stream. `Infinity` sends no comments. Default:
   * 15,000.
   */
  readonly heartbeat?: number;
  /**
   * Milliseconds that a browser may stop reading before its connection is closed, which may happen up to a quarter later. Also applies after
   * the chat has ended, until all bytes have been read. Default: 300,000.
   */
  readonly maxPause?: number;
  /**
   * Maximum number of bytes buffered for the browser. A chat that uses the gate pauses well before this limit. If another chat exceeds the
   * limit, the connection is closed at once, and `onError` receives a `LimitExceededError`. Default: 4 MiB.
   */
  readonly maxBuffered?: number;
  /**
   * Receives the errors of the chat and of the relay, e.g. for a log. The browser gets only details that are safe to show. If `onError`
   * throws or rejects, the browser still gets its answer, and RxJS's `config.onUnhandledError` receives the error of `onError`; if that is not
   * set, the error is written to the console.
   */
  readonly onError?: (error: unknown) => void;
}

/** Rules for the options. */
export const relayOptionRules: OptionRules<RelayOptions> = {
  stream: anything,
  headers: anything,
  heartbeat: duration,
  maxPause: duration,
  maxBuffered: [isPositive, 'a positive number of bytes'],
  onError: aFunction,
};

/** {@link RelayOptions} with all defaults. */
export type RelaySettings = Required<Omit<RelayOptions, 'onError'>> & Pick<RelayOptions, 'onError'>;

/** Returns the options with their defaults. */
export function relaySettings(options: RelayOptions): RelaySettings {
  const { stream = true, headers = {}, onError } = options;
  return {
    stream,
    headers,
    heartbeat: boundDelay(options.heartbeat ?? 15_000),
    maxPause: boundDelay(options.maxPause ?? 300_000),
    maxBuffered: options.maxBuffered ?? 4 * 1024 * 1024,
    ...(onError && { onError }),
  };
}

function boundDelay(delay: number): number {
  return delay > maxTimerDelay ? Infinity : delay;
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}
