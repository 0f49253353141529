import { type Observable, defer, finalize, map } from 'rxjs';
import { captureContext } from '#capture-context';
import { RunConflictError } from '../errors/run-conflict-error.js';
import { omitUndefined } from '../json/omit-undefined.js';
import { assertVisible, closedError } from './run-errors.js';
import { detached } from './detached.js';
import { hashInput } from './hash-input.js';
import type { RunNode } from './run-node.js';
import { RunProducer } from './run-producer.js';
import type { ProducerSource } from './source-writer.js';
import type { RunSource } from './run-source.js';
import { type RunInit, type RunLookup, type StoredRun, runFormat } from './run-store.js';
import type { StartFunctionOptions, StartSourceOptions } from './start-options.js';

/** Options of either form of `start`. */
export type AnyStartOptions = StartFunctionOptions<unknown> | StartSourceOptions<string, unknown>;

/**
 * Begins a run in this process, unless a run with this id exists already. Emits the run. Unsubscribing does not cancel the call of the
 * store: a run that has begun must have a process that produces it.
 */
export function beginRun(node: RunNode, id: string, options: AnyStartOptions): Observable<StoredRun> {
  return defer(() => beginOrFind(node, id, options)).pipe(detached());
}

function beginOrFind(node: RunNode, id: string, options: AnyStartOptions): Observable<StoredRun> {
  const { subject = '' } = options;
  const owner = node.createOwner();
  const init = createInit(node, owner, options);
  const context = captureContext();
  const check = (found: RunLookup): StoredRun => {
    const run = assertVisible(id, subject, found);
    if (run.inputHash === init.inputHash) return run;
    throw new RunConflictError({ message: 'the run with this id has another input', runId: id });
  };
  try {
    if (node.isClosing) throw closedError();
    node.runs.assertFree('', subject);
  } catch (error) {
    // An existing run can be followed even if no run may begin.
    return node.calls
      .call(() => node.store.info(id))
      .pipe(
        map((found) => {
          if (found === undefined) throw error;
          return check(found);
        }),
      );
  }
  const countedRun = node.runs.add('', subject);
  return node.calls
    .call(() => node.store.begin(id, init))
    .pipe(
      map((found) => {
        const run = check(found);
        // True also if the call was repeated: the first time, the store has begun the run, but its answer was lost.
        const isNew = run.owner === owner && run.status === 'running';
        if (isNew) {
          context.run(() => {
            node.emit('started', run);
            new RunProducer(node, run).start(toSource(node, options));
          });
        }
        return run;
      }),
      finalize(() => {
        countedRun.unsubscribe();
        node.changes.next();
      }),
    );
}

function createInit(node: RunNode, owner: string, options: AnyStartOptions): RunInit {
  const { lease, ttl, tombstoneTtl, runIn, onLost } = node.settings;
  const { subject = '', input, traceparent } = options;
  const source = 'source' in options ? options.source : undefined;
  const canBeTakenOver = 'source' in options && runIn !== undefined && onLost !== 'fail';
  return omitUndefined<RunInit>({
    v: runFormat,
    owner,
    subject,
    inputHash: hashInput(source, input),
    source,
    restart: canBeTakenOver ? JSON.stringify({ input, context: options.context }) : undefined,
    traceparent,
    lease,
    ttl,
    tombstoneTtl,
  });
}

function toSource(node: RunNode, options: AnyStartOptions): ProducerSource {
  if (!('source' in options)) return options.run;
  const { source: name, input } = options;
  const source = node.settings.sources[name] as RunSource<unknown>;
  return (run) => source(input, run);
}
