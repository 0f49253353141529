import type { OperatorFunction } from 'rxjs';
import { getDeltas } from '../../reducer/get-deltas.js';
import { isCompletion } from '../../reducer/is-completion.js';
import { deferObservable } from '../../subscribers/defer-observable.js';
import { mapToText } from '../../subscribers/map-to-text.js';
import type { ChatCompletionChunk, ChunkDelta } from '../../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../../wire/chat-completion.js';

/** Emits the text that `read` finds in each chunk, for one choice; of a completion, only the part that has not been emitted yet. */
export function textDeltas(
  choice: number,
  read: (delta: ChunkDelta) => string,
): OperatorFunction<ChatCompletion | ChatCompletionChunk, string> {
  return (source) =>
    deferObservable(() => {
      let length = 0;
      return source.pipe(
        mapToText((value) => {
          const text = getDeltas(value, choice).map(read).join('');
          const added = isCompletion(value) ? text.slice(length) : text;
          length += added.length;
          return added;
        }),
      );
    });
}
