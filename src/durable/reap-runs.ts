import { EMPTY, type Observable, defer, mergeMap } from 'rxjs';
import { omitUndefined } from '../json/omit-undefined.js';
import { detached } from './detached.js';
import type { RunNode } from './run-node.js';
import type { ClaimOptions, StoredRun } from './run-store.js';
import { takeOver } from './take-over.js';

/** Maximum number of expired runs that a process claims at a time. */
const maxClaims = 16;

/** Continues or ends the runs of dead processes; with an id, only the run with this id. Emits each run that this process has claimed. */
export function reapRuns(node: RunNode, id?: string): Observable<StoredRun> {
  return defer(() => {
    if (node.isClosing) return EMPTY;
    const owner = node.createOwner();
    const { sources, onLost, runIn } = node.settings;
    const canTakeOver = runIn !== undefined && onLost !== 'fail';
    const options = omitUndefined<ClaimOptions>({
      limit: maxClaims,
      sources: canTakeOver ? Object.keys(sources) : [],
      id,
    });
    return node.calls
      .call(() => node.store.claimExpired(owner, options))
      .pipe(
        mergeMap((claimed) => claimed),
        mergeMap((run) => takeOver(node, run)),
        // Ending a run ends its watchers, which may be the last subscribers of `upkeep`, and so unsubscribe this Observable.
        detached(),
      );
  });
}
