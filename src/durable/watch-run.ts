import { NEVER, type Observable, type Subscriber, type Subscription } from 'rxjs';
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
      subscriber.add(endWhenClosed(node, subscriber));
      new RunReader(node, { id, subject, after, gate, waitForStart }, subscriber).start();
    }),
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

function endWhenClosed(node: RunNode, subscriber: Subscriber<never>): Subscription {
  const fail = (): void => {
    subscriber.error(closedError());
  };
  return node.closed.values.pipe(bindContext()).subscribe({ next: fail, error: fail });
}
