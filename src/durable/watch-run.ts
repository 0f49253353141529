import {
  type MonoTypeOperatorFunction,
  NEVER,
  type Observable,
  type Subscription,
  map,
  takeUntil,
} from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';
import { RunOffsetError } from '../errors/run-offset-error.js';
import { withSubscriber } from '../subscribers/with-subscriber.js';
import type { FollowOptions } from './follow-options.js';
import { closedError } from './run-errors.js';
import type { RunFrame } from './run-frame.js';
import type { RunNode } from './run-node.js';
import { isOffset } from './run-offset.js';
import { RunReader } from './run-reader.js';

/** Follows a run as one more watcher of this process. */
export function watchRun(node: RunNode, id: string, options: FollowOptions): Observable<RunFrame<unknown>> {
  const { subject = '', after, gate, waitForStart = 0 } = options;
  const frames: Observable<RunFrame<unknown>> = NEVER;
  return frames.pipe(
    withSubscriber((subscriber) => {
      if (node.isClosed) throw closedError();
      if (after !== undefined && !isOffset(after)) {
        throw new RunOffsetError({ message: 'the offset is malformed', runId: id });
      }
      node.watchers.assertFree(id, subject);
      subscriber.add(countWatcher(node, id, subject));
      new RunReader(node, { id, subject, after, gate, waitForStart }, subscriber).start();
    }),
    takeUntilClosed(node),
    // An entry is written in the context of its producer.
    bindContext(),
  );
}

function countWatcher(node: RunNode, id: string, subject: string): Subscription {
  const watcher = node.watchers.add(id, subject);
  watcher.add(node.upkeep.subscribe());
  watcher.add(() => {
    node.changes.next();
  });
  node.changes.next();
  return watcher;
}

function takeUntilClosed<T>(node: RunNode): MonoTypeOperatorFunction<T> {
  const closed = node.closed.values.pipe(
    map(() => {
      throw closedError();
    }),
  );
  return takeUntil(closed);
}
