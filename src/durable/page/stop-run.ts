import type { Observable } from 'rxjs';
import { type RequestOptions, requestOptionRules } from '../../client/client-options.js';
import { resolveRunSettings } from '../../client/resolve-run-settings.js';
import { runOperation } from '../../client/run-operation.js';
import type { VeniceClient } from '../../client/venice-client.js';
import { checkOptions } from '../../options/check-options.js';
import { type RunPathOptions, runPathRules } from './follow-run-options.js';
import type { RunAddress } from './run-follower.js';
import { readStop } from './read-run.js';
import { runAddress } from './run-address.js';
import { declareRunOperation } from './run-operation.js';

/** Options of {@link stopRun}. */
export interface StopRunOptions extends RequestOptions, RunPathOptions {}

/**
 * Stops a durable run of the client's server, on subscription. Emits `undefined` once the run has ended, so that no more frames are
 * written. The watchers of the run fail with a `RunStoppedError`. Stopping a run that has ended does nothing. Fails with a
 * `RunUnknownError` or `RunGoneError`, or with an error of the request after the retries of the client's `retry`.
 *
 * @example
 * ```ts
 * import { VeniceClient } from 'venice-rx';
 * import { stopRun } from 'venice-rx/durable';
 *
 * const client = new VeniceClient({ baseURL: 'http://localhost:9/api', apiKey: false });
 * stopRun(client, 'chat-17').subscribe({ error: console.error });
 * ```
 */
export function stopRun(
  { context }: VeniceClient,
  id: string,
  options: StopRunOptions = {},
): Observable<undefined> {
  checkOptions(options, rules);
  const address = runAddress(id, options);
  const settings = resolveRunSettings(context, operation, options);
  return runOperation(context, operation, address, settings, (runAttempts) => runAttempts());
}

const rules = { ...requestOptionRules, ...runPathRules };

const operation = declareRunOperation<RunAddress, undefined>({
  name: 'runs.stop',
  // Stopping a stopped run does nothing, so a request may be repeated.
  retry: true,
  send: (run, _, exchange) =>
    exchange({ method: 'DELETE', path: run.path }, 'application/json', readStop(run)),
});
