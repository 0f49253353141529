import { type Observable, finalize } from 'rxjs';
import { subscribeInContext } from '../async-context/subscribe-in-context.js';
import { beatRuns } from './beat-runs.js';
import { reapRuns } from './reap-runs.js';
import type { RunNode } from './run-node.js';
import type { StoredRun } from './run-store.js';

/**
 * If the claim of a run has expired, renews it, or continues or ends the run, now and not only at the next check of all runs. Runs in the
 * async context of the process, since a watcher must not pass its own one on to a takeover.
 */
export function careFor(node: RunNode, { id, status, now, leaseUntil }: StoredRun): void {
  const { expired, producers } = node;
  if (status !== 'running' || now < leaseUntil || expired.has(id)) return;
  expired.add(id);
  // After a suspension, a process renews the claims of its own runs: it must not take over a run that it still produces.
  const own = [...producers.values()].filter(({ claim }) => claim.id === id);
  const care: Observable<unknown> = own.length > 0 ? beatRuns(node, own) : reapRuns(node, id);
  care
    .pipe(
      subscribeInContext(node.context),
      finalize(() => expired.delete(id)),
    )
    .subscribe({ error: () => undefined });
}
