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
 * Multicasts the chunks of one request. A late subscriber receives the content of `replay` as one chunk, then the live
 * chunks or the end. The replay gets each chunk before this subject does, so a subscriber that joins during the delivery of
 * a chunk receives it from the replay only.
 */
export function replayingSubject(replay: Pick<ChatReplay, 'chunk'>): SubjectLike<ChatCompletionChunk> {
  const live = new Subject<ChatCompletionChunk>();
  // Context of the first subscriber, in which the request runs. Released at the end, since the answer may live longer.
  let contextOfRun: AsyncContext | undefined = captureContext();
  let end: Observable<never> | undefined;
  const joined = defer(() => {
    const soFar = replay.chunk();
    if (end !== undefined) return soFar === undefined ? end : concat(of(soFar), end);
    const context = captureContext();
    const own = contextOfRun?.equals(context) === true ? live : live.pipe(bindContext(context));
    // Subscribes before the replay, so that chunks triggered by the replay are not missed.
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
 * Fails immediately, but delays a subscriber in the same millisecond as another failure by 1 ms, so that an endless `retry`
 * does not block the thread.
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
