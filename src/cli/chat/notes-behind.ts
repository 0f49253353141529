import {
  type OperatorFunction,
  connect,
  defaultIfEmpty,
  filter,
  forkJoin,
  map,
  merge,
  take,
  timeInterval,
} from 'rxjs';
import { hasBegun } from '../../chat/has-begun.js';
import { toCompletion } from '../../operators/to-completion.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { type Print, toErrors } from '../print.js';
import type { Look } from '../terminal/look-of.js';
import { sourceLines } from './source-lines.js';
import { usageLine } from './usage-line.js';

/** Adds to what `show` prints of a complete answer its sources, and, for a person who watches, what it took. */
export function notesBehind(
  show: OperatorFunction<ChatCompletionChunk, Print>,
  { paint, isWatched }: Look,
): OperatorFunction<ChatCompletionChunk, Print> {
  return connect((chunks) => {
    const firstToken = chunks.pipe(
      filter(hasBegun),
      timeInterval(),
      take(1),
      map(({ interval }) => interval),
      defaultIfEmpty(undefined),
    );
    const notes = forkJoin([chunks.pipe(toCompletion()), firstToken]).pipe(
      map(([completion, wait]) => {
        const usage = isWatched ? usageLine(completion, wait) : '';
        return toErrors(sourceLines(completion) + (usage === '' ? '' : `${paint('dim', usage)}\n`));
      }),
      filter(({ text }) => text !== ''),
    );
    return merge(chunks.pipe(show), notes);
  });
}
