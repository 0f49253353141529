import { longestDelay } from '../transport/max-delay.js';

/** Options of `pipeToNodeResponse` and `toWebResponse`. */
export interface RelayOptions {
  /** Whether the answer is a stream, as the request asked: `request.stream === true`. Default: true. */
  readonly stream?: boolean;
  /** Headers to add, such as those of CORS. Names in lower case; they win over the relay's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * How long a stream may be silent before a comment is sent, so that no proxy takes it for dead, in milliseconds; it may take
   * up to twice as long. The first comment also sends the head: what fails later is reported inside the stream. `Infinity`
   * sends none. Default: 15,000.
   */
  readonly heartbeat?: number;
  /**
   * How long the browser may take nothing of what waits for it before its connection is closed, in milliseconds; it may take up
   * to a quarter longer. Also holds after the chat has ended, until everything has been taken. Default: 300,000.
   */
  readonly maxPause?: number;
  /**
   * How many bytes may wait for the browser. A chat with the gate stops long before. If a chat that cannot be paused exceeds it, the
   * connection is closed at once, and `onError` receives a `LimitExceededError`. Default: 4 MiB.
   */
  readonly maxBuffered?: number;
  /**
   * Receives what went wrong, for a log. The browser gets only what is safe to show. If it throws or rejects, the browser still
   * gets its answer, and the hook's error goes to RxJS's `config.onUnhandledError`, or to the console if that is not set.
   */
  readonly onError?: (error: unknown) => void;
}

/** {@link RelayOptions} with every default in place. */
export type RelaySettings = Required<Omit<RelayOptions, 'onError'>> & Pick<RelayOptions, 'onError'>;

/** The options with their defaults, or a `TypeError`. */
export function relaySettings(options: RelayOptions): RelaySettings {
  const { stream = true, headers = {}, onError } = options;
  return {
    stream,
    headers,
    heartbeat: duration(options.heartbeat, 15_000, 'heartbeat'),
    maxPause: duration(options.maxPause, 300_000, 'maxPause'),
    maxBuffered: positive(options.maxBuffered, 4 * 1024 * 1024, 'maxBuffered', 'bytes'),
    ...(onError && { onError }),
  };
}

function duration(given: number | undefined, usual: number, name: string): number {
  const value = positive(given, usual, name, 'milliseconds');
  return value > longestDelay ? Number.POSITIVE_INFINITY : value;
}

function positive(given: number | undefined, usual: number, name: string, unit: string): number {
  if (given === undefined) return usual;
  if (given > 0) return given;
  throw new TypeError(`${name}: give a number of ${unit} above 0`);
}
