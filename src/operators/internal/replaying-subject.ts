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
 * Multicasts the chunks of one request. A late subscriber receives the content of `replay` as one chunk, then the live chunks or the
 * end. The replay gets each chunk before this subject does, and a Subject does not deliver a chunk to subscribers that join during its
 * delivery. So they receive that chunk once, from the replay.
 */
export function replayingSubject(replay: Pick<ChatReplay, 'chunk'>): SubjectLike<ChatCompletionChunk> {
  const live = new Subject<ChatCompletionChunk>();
  // Context of the first subscriber, in which the request runs. Released at the end, since this subject may be referenced for longer.
  let contextOfRun: AsyncContext | undefined = captureContext();
  let end: Observable<never> | undefined;
  const replayAndLive = defer(() => {
    const soFar = replay.chunk();
    if (end !== undefined) return soFar === undefined ? end : concat(of(soFar), end);
    const context = captureContext();
    const liveInContext = contextOfRun?.equals(context) === true ? live : live.pipe(bindContext(context));
    // Subscribes to the live chunks first, so that chunks which the replay triggers are not missed.
    return soFar === undefined ? liveInContext : merge(liveInContext, of(soFar));
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
    subscribe: (observer) => replayAndLive.subscribe(observer),
  };
}

/** Fails immediately; in the same millisecond as an earlier failure, 1 ms later, so that an endless `retry` does not block the thread. */
function spacedFailure(error: unknown): Observable<never> {
  let failedAt = asyncScheduler.now();
  return defer(() => (asyncScheduler.now() === failedAt ? timer(1) : of(0))).pipe(
    map((): never => {
      failedAt = asyncScheduler.now();
      throw error;
    }),
  );
}
