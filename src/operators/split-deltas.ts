import { type Observable, type OperatorFunction, catchError, concat, concatWith, defer, map, of } from 'rxjs';
import { contentOf, reasoningOf } from '../chat/delta-text.js';
import { deltasOf } from '../chat/deltas-of.js';
import { type SplitText, endThinking, initialThinkTagState, splitThinking } from '../chat/think-tags.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';

/**
 * Emits what each chunk adds to the reasoning and to the content of one choice, inline tags read. What looks like the
 * beginning of a tag waits for the next chunk, or for the end of the source, however it ends.
 */
export function splitDeltas(wanted: number): OperatorFunction<ChatCompletionChunk, SplitText> {
  return (source) =>
    defer(() => {
      let tags = initialThinkTagState;
      const rest = defer(() => of(endThinking(tags)));
      return source.pipe(
        map((chunk): SplitText => {
          let reasoning = '';
          let content = '';
          for (const delta of deltasOf(chunk, wanted)) {
            const split = splitThinking(tags, contentOf(delta));
            tags = split.state;
            reasoning += (delta.reasoning_encrypted === true ? '' : reasoningOf(delta)) + split.reasoning;
            content += split.content;
          }
          return { reasoning, content };
        }),
        catchError((error: unknown) => concat(rest, rethrow(error))),
        concatWith(rest),
      );
    });
}

function rethrow(error: unknown): Observable<never> {
  return defer(() => {
    throw error;
  });
}
