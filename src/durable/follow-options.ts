import type { Observable } from 'rxjs';
import type { OptionRules } from '../options/check-options.js';
import { aString, atLeast } from '../options/option-rules.js';
import type { RunOffset } from './run-offset.js';
import { type RunOptions, gateRule } from './start-options.js';

/** Options of `follow`. */
export interface FollowOptions extends RunOptions {
  /** `id` of the last frame that was received. Default: from the beginning. */
  readonly after?: RunOffset;
  /** While its last value is false, nothing is read from the store after the first frame. Default: always open. */
  readonly gate?: Observable<boolean>;
  /** Milliseconds to wait for a run that has not begun. 2,147,483,648 and more, such as `Infinity`: without a limit. Default: 0. */
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
