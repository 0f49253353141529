import type { Observable, ObservableInput } from 'rxjs';
import { type OptionRules, checkOptions } from '../../options/check-options.js';
import { type OptionRule, anything, required } from '../../options/option-rules.js';
import { relayOptionRules, relaySettings } from '../../relay/relay-options.js';
import type { DurableRuns } from '../durable-runs-api.js';
import type { RunFrame } from '../run-frame.js';
import type { RunSource } from '../run-source.js';

/** The methods of `durableRuns`, with any sources, that a response calls. */
export type FollowableRuns = Pick<DurableRuns<Readonly<Record<string, RunSource>>>, 'follow' | 'stop'>;

/**
 * Returns the subject of a request, i.e. the owner of its runs, such as the id of the user of the session. Returns undefined to reject the
 * request with status 403. Check everything else before, such as the origin and the rate of requests, e.g. with `relayGuard`.
 */
export type AuthorizeRun<Request> = (
  request: Request,
) => ObservableInput<string | undefined> | string | undefined;

/** Options of `pipeRunToNodeResponse` and `toRunWebResponse`. */
export interface RunResponseOptions<Request> {
  /**
   * Decides whose runs a request may follow and stop. `'ids-are-capabilities'`: all runs have the empty subject, and every client that knows
   * the id of a run may follow and stop it; the ids must then be impossible to guess.
   */
  readonly authorize: AuthorizeRun<Request> | 'ids-are-capabilities';
  /**
   * Starts the run of a POST: `(subject, gate) => runs.start(id, { source, input, subject, gate })`. The gate emits false while the
   * browser reads slowly. Not called for other methods. Default: POST is rejected with status 405.
   */
  readonly start?: (subject: string, gate: Observable<boolean>) => Observable<RunFrame<unknown>>;
  /** Additional headers, e.g. for CORS, with lower-case names. They override the default headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Milliseconds of silence after which a comment is sent, so that no proxy closes the connection; the silence may be up to twice as long.
   * Comments are also sent while the store does not respond, but not for DELETE, which is answered by a status only. `Infinity`: no
   * comments. Default: 15,000.
   */
  readonly heartbeat?: number;
  /** Milliseconds that a browser may stop reading before its connection is closed; it may take up to a quarter longer. Default: 300,000. */
  readonly maxPause?: number;
  /** Receives errors, e.g. for a log. The browser gets only details that are safe to show. */
  readonly onError?: (error: unknown) => void;
}

/** The {@link RunResponseOptions} that concern the response itself, with their defaults. */
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

/** Checks the options, and returns the settings of the response to a request with this method. */
export function runResponseSettings<Request>(
  options: RunResponseOptions<Request>,
  method: string,
): RunResponseSettings {
  checkOptions<RunResponseOptions<never>>(options, runResponseRules);
  const { authorize, start, ...others } = options;
  const settings = relaySettings(others);
  // A comment would send the head with status 200, before it is known whether the run could be stopped.
  return method === 'DELETE' ? { ...settings, heartbeat: Infinity } : settings;
}
