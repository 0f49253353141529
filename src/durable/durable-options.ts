import { isRecord } from '../json/is-record.js';
import { omitUndefined } from '../json/omit-undefined.js';
import type { OptionRules } from '../options/check-options.js';
import { aFunction, duration, wholeNumber } from '../options/option-rules.js';
import { maxTimerDelay } from '../transport/max-timer-delay.js';
import type { OnLost, RunSources } from './run-source.js';

/** Options of `durableRuns`. Durations are milliseconds. Use the same options in every process. */
export interface DurableOptions<Sources extends RunSources = RunSources> {
  /** Functions that create the Observable of a run, by name. Another process can take over only runs of a named source. Default: none. */
  readonly sources?: Sources;
  /**
   * Decides whether another process continues a run whose process died. Without `runIn`, and for a run without a named source, this option
   * has no effect: the run is lost. Default: `'restart-before-first-token'`.
   */
  readonly onLost?: OnLost;
  /**
   * Calls `work` in the async context of your application, e.g. with the `AsyncLocalStorage` of a tenant, and returns its result.
   * `context` is the JSON value passed to `start`. Without `runIn`, no process takes over the run of another process: the takeover would
   * look up keys and run tools in the context of an unrelated request.
   */
  readonly runIn?: <T>(context: unknown, work: () => T) => T;
  /** Maximum number of takeovers of one run, so that a run that crashes its process does not crash all processes. Default: 2. */
  readonly maxTakeovers?: number;
  /**
   * How long the claim of a process on a run is valid, i.e. its right to write to the run. The process renews its claims about every third
   * of this time. A run whose claim has expired counts as lost. Default: 10,000.
   */
  readonly lease?: number;
  /** How long the frames of a run are kept after the end of the run. Default: 3,600,000. */
  readonly ttl?: number;
  /**
   * How long the id of a run is remembered after its frames were deleted. Calls with a remembered id fail with a `RunGoneError` instead of
   * a `RunUnknownError`. Default: 86,400,000.
   */
  readonly tombstoneTtl?: number;
  /** Maximum duration of a run, takeovers included. Default: 1,800,000. */
  readonly maxDuration?: number;
  /** Maximum size of all frames of a run, in characters of JSON. Default: 16 Mi. */
  readonly maxRunSize?: number;
  /** Characters of JSON that may wait to be written before `run.gate` emits false, which pauses the source. Default: 1 Mi. */
  readonly maxUnflushed?: number;
  /** Maximum number of runs that this process produces at a time. Default: 10,000. */
  readonly maxRuns?: number;
  /** Maximum number of runs that this process produces at a time for one subject; not applied to the empty subject. Default: 100. */
  readonly maxRunsPerSubject?: number;
  /** Maximum number of watchers, i.e. subscribers, of one run in this process. Default: 10,000. */
  readonly maxWatchers?: number;
  /** Maximum number of watchers of all runs of one subject in this process; not applied to the empty subject. Default: 1,000. */
  readonly maxWatchersPerSubject?: number;
  /** How long a watcher waits for a notification before it reads the store: 0.8 to 2 times this value. Default: 5,000. */
  readonly poll?: number;
  /** How long a failed call of the store is repeated before the run or the watcher fails with a `StoreUnavailableError`. Default: 10,000. */
  readonly storeTimeout?: number;
}

/** {@link DurableOptions} with all defaults. */
export type DurableSettings = Required<Omit<DurableOptions, 'runIn'>> & Pick<DurableOptions, 'runIn'>;

const onLostWords: readonly unknown[] = ['fail', 'restart-before-first-token'];

export const durableOptionRules: OptionRules<DurableOptions> = {
  sources: [
    (value) => isRecord(value) && Object.values(value).every((source) => typeof source === 'function'),
    'an object of functions',
  ],
  onLost: [
    (value) => typeof value === 'function' || onLostWords.includes(value),
    "'fail', 'restart-before-first-token' or a function",
    'word',
  ],
  runIn: aFunction,
  maxTakeovers: wholeNumber(0),
  lease: finiteDuration(),
  ttl: finiteDuration(),
  tombstoneTtl: finiteDuration(),
  maxDuration: duration,
  maxRunSize: wholeNumber(1),
  maxUnflushed: wholeNumber(1),
  maxRuns: wholeNumber(1),
  maxRunsPerSubject: wholeNumber(1),
  maxWatchers: wholeNumber(1),
  maxWatchersPerSubject: wholeNumber(1),
  poll: finiteDuration(),
  storeTimeout: finiteDuration(),
};

function finiteDuration(): OptionRules<DurableOptions>['lease'] {
  return [
    (value) => typeof value === 'number' && value > 0 && value <= maxTimerDelay,
    `a positive number of milliseconds, at most ${maxTimerDelay}`,
  ];
}

/** Returns the options with their defaults. */
export function durableSettings(options: DurableOptions): DurableSettings {
  return {
    sources: {},
    onLost: 'restart-before-first-token',
    maxTakeovers: 2,
    lease: 10_000,
    ttl: 3_600_000,
    tombstoneTtl: 86_400_000,
    maxDuration: 1_800_000,
    maxRunSize: 16 * 1024 * 1024,
    maxUnflushed: 1024 * 1024,
    maxRuns: 10_000,
    maxRunsPerSubject: 100,
    maxWatchers: 10_000,
    maxWatchersPerSubject: 1000,
    poll: 5000,
    storeTimeout: 10_000,
    ...omitUndefined<Partial<DurableSettings>>(options),
  };
}
