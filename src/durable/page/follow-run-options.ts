import type { Observable } from 'rxjs';
import { type RequestOptions, requestOptionRules } from '../../client/client-options.js';
import type { OptionRules } from '../../options/check-options.js';
import { type OptionRule, aFunction, aWord, atLeast } from '../../options/option-rules.js';
import { hasControls } from '../../request/has-controls.js';
import type { RunOffset } from '../run-offset.js';
import { gateRule } from '../start-options.js';

/** The path of the runs on the server. */
export interface RunPathOptions {
  /** Path of all runs, relative to the base URL of the client, with a leading slash. A run is at `path/ID`. Default: `/runs`. */
  readonly path?: string;
}

/** Options of the reconnections of a page. */
export interface ReconnectOptions {
  /** Maximum number of consecutive reconnections without a new frame. Default: 20, with 5 to 8 minutes of waiting between them. */
  readonly maxRetries?: number;
  /** Maximum number of milliseconds between two connections. A longer `Retry-After` fails the subscriber, not the run. Default: 60,000. */
  readonly maxWait?: number;
  /**
   * Returns a number from 0 to 1. Random waits prevent pages that lose their connections together from reconnecting together. Default:
   * `Math.random`.
   */
  readonly jitter?: () => number;
  /** Called before each wait. A page may show that it is reconnecting. */
  readonly onReconnect?: (reconnection: Reconnection) => void;
}

/** A lost connection, and the wait before the next connection. */
export interface Reconnection {
  /** The error of the lost connection. */
  readonly error: unknown;
  /** Number of connections that have failed since the last new frame. */
  readonly failures: number;
  /** Milliseconds until the next connection; a browser that comes online again does not wait. */
  readonly wait: number;
}

/** Options of `followRun`. */
export interface FollowRunOptions extends RequestOptions, RunPathOptions, ReconnectOptions {
  /**
   * `id` of the last frame that the page has; only later values are emitted. Default: all values are emitted, the chunks of a chat so far as
   * one chunk.
   */
  readonly after?: RunOffset;
  /** While its last value is false, nothing is read from the connection. Default: always open. */
  readonly gate?: Observable<boolean>;
  /** `frames`: emits frames with their ids instead of values. Default: `values`. */
  readonly observe?: 'frames' | 'values';
}

const aPath: OptionRule = [isPath, 'a path such as /runs, without a slash at its end'];

/** The `id` of a frame is sent as a header. */
const anId: OptionRule = [
  (value) => typeof value === 'string' && /^[!-~]+$/.test(value),
  'the `id` of a frame, a string of visible ASCII characters',
];

export const runPathRules: OptionRules<RunPathOptions> = { path: aPath };

export const reconnectRules: OptionRules<ReconnectOptions> = {
  maxRetries: atLeast(0),
  maxWait: atLeast(0),
  jitter: aFunction,
  onReconnect: aFunction,
};

export const followRunRules: OptionRules<FollowRunOptions> = {
  ...requestOptionRules,
  ...runPathRules,
  ...reconnectRules,
  after: anId,
  gate: gateRule,
  observe: aWord('values', 'frames'),
};

function isPath(value: unknown): boolean {
  return typeof value === 'string' && /^\/[^?#]*[^/?#]$/.test(value) && !hasControls(value);
}
