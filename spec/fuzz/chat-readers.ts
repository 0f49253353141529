import { type Observable, type OperatorFunction, concat, from, of, throwError } from 'rxjs';
import {
  type ChatCompletionChunk,
  accumulate,
  arrayElements,
  chunkFromState,
  completedToolCalls,
  completionFromState,
  contentDeltas,
  fallbackTo,
  hasOutput,
  initialCompletionState,
  partialObjects,
  reasoningDeltas,
  reduceChunk,
  shareChat,
  splitThinkTags,
  toCompletion,
  toContent,
  toObject,
  toState,
} from 'venice-rx';
import { assertSame } from 'venice-rx/testing';
import { z } from 'zod';
import { type Ending, getEnding } from './ending.js';

const readers: readonly OperatorFunction<ChatCompletionChunk, unknown>[] = [
  accumulate(),
  toCompletion(),
  toContent(),
  contentDeltas(),
  reasoningDeltas(),
  completedToolCalls(),
  toState(),
  splitThinkTags(),
  shareChat(),
  fallbackTo(of({ object: 'chat.completion.chunk' } as ChatCompletionChunk)),
  partialObjects(),
  toObject(z.unknown()),
  arrayElements(['a'], z.unknown()),
];

/** Lets every operator read a chat; throws unless each ends exactly once, in a value or a typed error. */
export function readWithAll({ values, error }: Ending): void {
  const chunks = values as readonly ChatCompletionChunk[];
  const source: Observable<ChatCompletionChunk> =
    error === undefined
      ? from(chunks)
      : concat(
          from(chunks),
          throwError(() => error as Error),
        );
  for (const reader of readers) getEnding(source.pipe(reader));
  chunks.forEach((chunk) => hasOutput(chunk));
  const { error: limitError } = getEnding(from(chunks).pipe(accumulate()));
  if (limitError === undefined) assertReducerInvariant(chunks);
}

/** Reducing further chunks from `chunkFromState(state)` gives the same completion as reducing them from `state`. */
function assertReducerInvariant(chunks: readonly ChatCompletionChunk[]): void {
  const middle = Math.floor(chunks.length / 2);
  const state = chunks.slice(0, middle).reduce(reduceChunk, initialCompletionState);
  const again =
    middle === 0 ? initialCompletionState : reduceChunk(initialCompletionState, chunkFromState(state));
  const rest = chunks.slice(middle);
  assertSame(
    completionFromState(rest.reduce(reduceChunk, again)),
    completionFromState(rest.reduce(reduceChunk, state)),
  );
}
