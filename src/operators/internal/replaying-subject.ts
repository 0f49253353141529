import {
  EMPTY,
  type Observable,
  Subject,
  type SubjectLike,
  asyncScheduler,
  concat,
  defer,
  merge,
  map,
  of,
  timer,
} from 'rxjs';
import { captureContext } from '#capture-context';
import type { AsyncContext } from '../../async-context/async-context.js';
import { bindContext } from '../../async-context/bind-context.js';
import type { ChatReplay } from '../../reducer/chat-replay.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';

/**
 * Multicasts the chunks of one run. Who joins late gets what `replay` holds as one chunk, and then what is to come, or
 * the end. The replay has each chunk before this subject does: so one who joins while a chunk is delivered finds it in
 * the replay, and is not among those that it is delivered to.
 */
export function replayingSubject(replay: Pick<ChatReplay, 'chunk'>): SubjectLike<ChatCompletionChunk> {
  const live = new Subject<ChatCompletionChunk>();
  // The first subscriber makes this subject, and the run keeps the context of that one. An answer may be held for longer than that.
  let contextOfRun: AsyncContext | undefined = captureContext();
  let end: Observable<never> | undefined;
  const joined = defer(() => {
    const soFar = replay.chunk();
    if (end !== undefined) return soFar === undefined ? end : concat(of(soFar), end);
    const context = captureContext();
    const own = contextOfRun?.equals(context) === true ? live : live.pipe(bindContext(context));
    // Listens before it replays, so that nothing is missed that the replay itself may bring about.
    return soFar === undefined ? own : merge(own, of(soFar));
  });
  return {
    next: (chunk) => {
      live.next(chunk);
    },
    error: (error: Error) => {
      end = spacedFailure(error);
      contextOfRun = undefined;
      live.error(error);
    },
    complete: () => {
      end = EMPTY;
      contextOfRun = undefined;
      live.complete();
    },
    subscribe: (observer) => joined.subscribe(observer),
  };
}

/**
 * Fails at once, except for a subscriber that comes in the same millisecond as another failure: that one waits for the
 * next. A `retry` that subscribes again and again so leaves the thread to others.
 */
function spacedFailure(error: unknown): Observable<never> {
  let failedAt = asyncScheduler.now();
  return defer(() => (asyncScheduler.now() === failedAt ? timer(1) : of(0))).pipe(
    map((): never => {
      failedAt = asyncScheduler.now();
      throw error;
    }),
  );
}
