import type { Observable, ObservableInput } from 'rxjs';
import { type OptionRules, checkOptions } from '../../options/check-options.js';
import { type OptionRule, anything, required } from '../../options/option-rules.js';
import { relayOptionRules, relaySettings } from '../../relay/relay-options.js';
import type { DurableRuns } from '../durable-runs-api.js';
import type { RunFrame } from '../run-frame.js';
import type { RunSource } from '../run-source.js';

/** `durableRuns` with any sources. */
export type FollowableRuns = Pick<DurableRuns<Readonly<Record<string, RunSource>>>, 'follow' | 'stop'>;

/**
 * Returns the subject of a request, e.g. the id of the user of its session; undefined to refuse it with status 403. Everything else
 * about the request, such as its origin and its rate, is checked before, e.g. by `relayGuard`.
 */
export type AuthorizeRun<Request> = (
  request: Request,
) => ObservableInput<string | undefined> | string | undefined;

/** Options of `pipeRunToNodeResponse` and `toRunWebResponse`. */
export interface RunResponseOptions<Request> {
  /**
   * Decides whose runs a request may follow and stop. `'ids-are-capabilities'`: of every caller who knows an id, with the
   * empty subject; the ids must then be impossible to guess.
   */
  readonly authorize: AuthorizeRun<Request> | 'ids-are-capabilities';
  /**
   * Starts the run of a POST: `(subject, gate) => runs.start(id, { source, input, subject, gate })`. The gate is shut while the
   * browser reads slowly. Not called for other methods. Default: POST is refused with status 405.
   */
  readonly start?: (subject: string, gate: Observable<boolean>) => Observable<RunFrame<unknown>>;
  /** Additional headers, e.g. for CORS, with lower-case names. They override the default ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Milliseconds of silence before a comment is sent, so that no proxy closes the connection; the comment may come up to twice as late.
   * Also sent while the store is away. `Infinity` sends none. Default: 15,000.
   */
  readonly heartbeat?: number;
  /** Milliseconds that a browser may stop reading before its connection is closed; a quarter more at most. Default: 300,000. */
  readonly maxPause?: number;
  /** Receives errors, e.g. for a log. The browser gets only details that are safe to show. */
  readonly onError?: (error: unknown) => void;
}

/** {@link RunResponseOptions} of the response itself, with all defaults. */
export type RunResponseSettings = Required<
  Pick<RunResponseOptions<unknown>, 'headers' | 'heartbeat' | 'maxPause'>
> &
  Pick<RunResponseOptions<unknown>, 'onError'>;

const isAuthorize: OptionRule = [
  (value) => typeof value === 'function' || value === 'ids-are-capabilities',
  "a function or 'ids-are-capabilities'",
  'word',
];

const { headers, heartbeat, maxPause, onError } = relayOptionRules;

const runResponseRules: OptionRules<RunResponseOptions<unknown>> = {
  authorize: required(isAuthorize),
  start: anything,
  headers,
  heartbeat,
  maxPause,
  onError,
};

/** Checks the options, and returns those of the response with their defaults. */
export function runResponseSettings<Request>(options: RunResponseOptions<Request>): RunResponseSettings {
  checkOptions<RunResponseOptions<never>>(options, runResponseRules);
  const { authorize, start, ...others } = options;
  return relaySettings(others);
}
