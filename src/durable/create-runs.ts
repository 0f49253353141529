import { type Observable, concat, firstValueFrom, ignoreElements, map, mergeMap, of, tap } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';
import { omitUndefined } from '../json/omit-undefined.js';
import { checkOptions } from '../options/check-options.js';
import { currentFirst } from '../subscribers/current-first.js';
import { switchTo } from '../subscribers/switch-to.js';
import { beginRun } from './begin-run.js';
import { closeNode } from './close-node.js';
import type { DurableRuns } from './durable-runs-api.js';
import type { DurableState } from './durable-state.js';
import { encodeEnd } from './entry-data.js';
import { closeOptionRules, followOptionRules, runOptionRules, stopOptionRules } from './follow-options.js';
import { assertVisible } from './run-errors.js';
import { toRunInfo } from './run-info.js';
import type { RunNode } from './run-node.js';
import type { RunSource } from './run-source.js';
import type { StoredRun } from './run-store.js';
import { checkRunId, checkStartOptions } from './start-options.js';
import { watchRun } from './watch-run.js';

/** Runs whose sources have any type. */
type AnyRuns = DurableRuns<Readonly<Record<string, RunSource<unknown>>>>;

/** Creates the methods of `durableRuns`, which share the state of this process. */
export function createRuns(node: RunNode): AnyRuns {
  const { store, settings } = node;
  const find = (id: string, subject = ''): Observable<StoredRun> =>
    node.calls.call(() => store.info(id)).pipe(map((found) => assertVisible(id, subject, found)));
  const remove = (run: StoredRun): Observable<never> =>
    node.calls
      .call(() => store.remove(run.id))
      .pipe(
        tap(() => {
          node.emit('removed', run);
        }),
        ignoreElements(),
      );
  const stopIfRunning = (run: StoredRun, reason: string | undefined): Observable<StoredRun> => {
    if (run.status !== 'running') return of(run);
    const { id, subject } = run;
    return node.calls
      .call(() => store.stop({ id, subject }, encodeEnd(omitUndefined({ reason }))))
      .pipe(
        map((found) => assertVisible(id, subject, found)),
        tap((stopped) => {
          if (stopped.status === 'stopped') node.emit('stopped', stopped);
        }),
      );
  };
  const runs: AnyRuns = {
    start: (id: string, options: Parameters<typeof beginRun>[2]) => {
      checkRunId(id);
      checkStartOptions(options, settings.sources);
      const { subject = '', gate } = options;
      return beginRun(node, id, options).pipe(
        bindContext(),
        // `concatMap` would add work per frame.
        switchTo(() => watchRun(node, id, omitUndefined({ subject, gate }))),
      ) as Observable<never>;
    },
    follow: (id, options = {}) => {
      checkRunId(id);
      checkOptions(options, followOptionRules);
      return watchRun(node, id, options) as Observable<never>;
    },
    stop: (id, options = {}) => {
      checkRunId(id);
      checkOptions(options, stopOptionRules);
      const { subject, reason } = options;
      return find(id, subject).pipe(
        mergeMap((run) => stopIfRunning(run, reason)),
        map(toRunInfo),
      );
    },
    info: (id, options = {}) => {
      checkRunId(id);
      checkOptions(options, runOptionRules);
      return find(id, options.subject).pipe(map(toRunInfo));
    },
    list: (options = {}) => {
      checkOptions(options, runOptionRules);
      return node.calls
        .call(() => store.list(options.subject ?? ''))
        .pipe(map((found) => found.map(toRunInfo)));
    },
    remove: (id, options = {}) => {
      checkRunId(id);
      checkOptions(options, runOptionRules);
      return find(id, options.subject).pipe(mergeMap(remove));
    },
    removeAll: (options = {}) => {
      checkOptions(options, runOptionRules);
      return node.calls
        .call(() => store.list(options.subject ?? ''))
        .pipe(mergeMap((found) => concat(...found.map(remove))));
    },
    close: (options = {}) => {
      checkOptions(options, closeOptionRules);
      return firstValueFrom(closeNode(node, options.drainTimeout ?? 25_000), { defaultValue: undefined });
    },
    events: node.events.values.pipe(bindContext()),
    state: currentFirst(node.changes.values, () => undefined).pipe(
      map(() => toState(node)),
      bindContext(),
    ),
  };
  return runs;
}

function toState(node: RunNode): DurableState {
  const status = node.isClosed ? 'closed' : node.isClosing ? 'closing' : 'open';
  const producers = [...node.producers.values()];
  return {
    status,
    running: producers.length,
    watchers: node.watchers.total,
    unflushed: producers.reduce((sum, { unflushed }) => sum + unflushed, 0),
    appendLatency: node.appendLatency,
  };
}
