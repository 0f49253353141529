import { EMPTY, type Observable, catchError, defer, map, of, tap } from 'rxjs';
import { isRecord } from '../json/is-record.js';
import { encodeEnd } from './entry-data.js';
import { readAll } from './read-all.js';
import type { RunNode } from './run-node.js';
import { nextSeq, startOffset } from './run-offset.js';
import { RunProducer } from './run-producer.js';
import type { ProducerSource } from './source-writer.js';
import type { RunContext, RunSource } from './run-source.js';
import { type StoredRun, runFormat } from './run-store.js';

/** The source of a run to continue, and its arguments. */
interface Restart {
  readonly source: RunSource<unknown>;
  readonly input: unknown;
  readonly context: unknown;
}

/**
 * Continues a run that this process has claimed after its lease had expired, or ends the run as lost. Emits the run. Errors, e.g. of
 * `runIn`, end the run as lost, and are not emitted: other runs must not be affected.
 */
export function takeOver(node: RunNode, run: StoredRun): Observable<StoredRun> {
  return continueRun(node, run).pipe(
    catchError(() => endAsLost(node, run)),
    catchError(() => EMPTY),
  );
}

function continueRun(node: RunNode, run: StoredRun): Observable<StoredRun> {
  return defer(() => {
    const { onLost, runIn, maxTakeovers } = node.settings;
    const restart = toRestart(node, run);
    if (restart === undefined || runIn === undefined || onLost === 'fail' || run.epoch > maxTakeovers + 1) {
      return endAsLost(node, run);
    }
    const { source, input, context } = restart;
    const produce = (values: ProducerSource): void => {
      runIn(context, () => {
        node.emit('taken-over', run);
        new RunProducer(node, run).start(values);
      });
    };
    if (onLost === 'restart-before-first-token') {
      if (run.offset !== startOffset) return endAsLost(node, run);
      produce((runContext) => source(input, runContext));
      return of(run);
    }
    return readAll(node, run.id).pipe(
      tap((values) => {
        const { id, subject, offset } = run;
        const lost = { id, subject, source: run.source ?? '', input, offset, values };
        produce((runContext: RunContext) => onLost(lost, runContext));
      }),
      map(() => run),
    );
  });
}

function endAsLost(node: RunNode, run: StoredRun): Observable<StoredRun> {
  const { id, subject, epoch, owner, offset } = run;
  return node.calls
    .call(() => node.store.end({ id, subject, epoch, owner }, nextSeq(epoch, offset), 'lost', encodeEnd({})))
    .pipe(
      tap(({ isWritten }) => {
        if (isWritten) node.emit('lost', { ...run, status: 'lost' });
      }),
      map(() => run),
    );
}

/** Returns undefined if this process cannot call the source of the run. */
function toRestart(node: RunNode, { v, source: name, restart }: StoredRun): Restart | undefined {
  const { sources } = node.settings;
  if (v !== runFormat || name === undefined || restart === undefined || !Object.hasOwn(sources, name))
    return undefined;
  const stored: unknown = JSON.parse(restart);
  if (!isRecord(stored)) return undefined;
  return { source: sources[name] as RunSource<unknown>, input: stored['input'], context: stored['context'] };
}
