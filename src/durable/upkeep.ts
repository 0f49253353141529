import {
  EMPTY,
  type Observable,
  asyncScheduler,
  catchError,
  defer,
  exhaustMap,
  ignoreElements,
  interval,
  merge,
  share,
} from 'rxjs';
import { subscribeInContext } from '../async-context/subscribe-in-context.js';
import { beatRuns } from './beat-runs.js';
import { jittered } from './jittered.js';
import { reapRuns } from './reap-runs.js';
import type { RunNode } from './run-node.js';

/** While it has subscribers, renews the claims of this process, and takes over or ends the runs of dead processes. */
export function createUpkeep(node: RunNode): Observable<never> {
  const { lease } = node.settings;
  const beats = interval(jittered(lease / 3)).pipe(exhaustMap(() => ignoreErrors(beatAll(node))));
  const reaps = interval(jittered(lease / 10)).pipe(exhaustMap(() => ignoreErrors(reapOthers(node))));
  return merge(beats, reaps).pipe(ignoreElements(), subscribeInContext(node.context), share());
}

function beatAll(node: RunNode): Observable<never> {
  return defer(() => {
    node.lastBeat = asyncScheduler.now();
    return beatRuns(node, [...node.producers.values()]);
  });
}

/** After the process was frozen, its own claims may have expired: renews them instead of claiming its own runs. */
function reapOthers(node: RunNode): Observable<unknown> {
  return defer(() => {
    const isLate = asyncScheduler.now() - node.lastBeat > node.settings.lease / 2;
    return node.producers.size > 0 && isLate ? beatAll(node) : reapRuns(node);
  });
}

function ignoreErrors<T>(source: Observable<T>): Observable<T> {
  return source.pipe(catchError(() => EMPTY));
}
