import { type Observable, finalize } from 'rxjs';
import { subscribeInContext } from '../async-context/subscribe-in-context.js';
import { beatRuns } from './beat-runs.js';
import { reapRuns } from './reap-runs.js';
import type { RunNode } from './run-node.js';
import type { StoredRun } from './run-store.js';

/**
 * If the claim on a run has expired, renews it if it is a claim of this process; otherwise takes over or ends the run. So a watcher does not
 * have to wait for the next `upkeep`. A takeover must not get the async context of the watcher, and runs in that of the node.
 */
export function renewOrReap(node: RunNode, { id, status, now, leaseUntil }: StoredRun): void {
  const { expired, producers } = node;
  if (status !== 'running' || now < leaseUntil || expired.has(id)) return;
  expired.add(id);
  // A process that was suspended renews the expired claims of its own runs: it must not take over a run that it still produces.
  const own = [...producers.values()].filter(({ claim }) => claim.id === id);
  const work: Observable<unknown> = own.length > 0 ? beatRuns(node, own) : reapRuns(node, id);
  work
    .pipe(
      subscribeInContext(node.context),
      finalize(() => expired.delete(id)),
    )
    .subscribe({ error: () => undefined });
}
