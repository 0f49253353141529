import type { Observable } from 'rxjs';
import type { OptionRules } from '../options/check-options.js';
import { aString, atLeast } from '../options/option-rules.js';
import type { RunOffset } from './run-offset.js';
import { type RunOptions, gateRule } from './start-options.js';

/** Options of `follow`. */
export interface FollowOptions extends RunOptions {
  /** `id` of the last frame that the watcher has received; only later values are emitted. Default: all values are emitted. */
  readonly after?: RunOffset;
  /** While its last value is false, this watcher receives nothing after its first frame. Default: always open. */
  readonly gate?: Observable<boolean>;
  /** Milliseconds to wait for a run that has not begun; without a limit if more than 2,147,483,647, such as `Infinity`. Default: 0. */
  readonly waitForStart?: number;
}

/** Options of `stop`. */
export interface StopOptions extends RunOptions {
  /** The `reason` of the `RunStoppedError` with which the watchers fail. Default: none. */
  readonly reason?: string;
}

/** Options of `close`. */
export interface CloseOptions {
  /** Maximum number of milliseconds to wait for the runs to end. 0 gives them up at once. Default: 25,000. */
  readonly drainTimeout?: number;
}

export const runOptionRules: OptionRules<RunOptions> = { subject: aString };

export const followOptionRules: OptionRules<FollowOptions> = {
  ...runOptionRules,
  after: aString,
  gate: gateRule,
  waitForStart: atLeast(0),
};

export const stopOptionRules: OptionRules<StopOptions> = { ...runOptionRules, reason: aString };

export const closeOptionRules: OptionRules<CloseOptions> = { drainTimeout: atLeast(0) };
