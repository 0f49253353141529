import { type MonoTypeOperatorFunction, type Observable, catchError, concat, defer, map } from 'rxjs';
import { getContent, getReasoning } from '../reducer/delta-text.js';
import { assertBelow } from '../errors/assert-below.js';
import { isRecord } from '../json/is-record.js';
import {
  type SplitText,
  type ThinkTagState,
  endThinking,
  initialThinkTagState,
  splitThinking,
} from '../reducer/think-tags.js';
import type { ChatCompletionChunk, ChunkChoice, ChunkDelta } from '../wire/chat-completion-chunk.js';
import { followedBy } from './internal/followed-by.js';

/**
 * Turns what an answer has between inline tags at its start, `<think>…</think>`, into reasoning.
 *
 *     source  --<thi--nk>Hm--</think>Yes--|
 *     result  --------Hm-----Yes----------|
 *
 * The chunks that come out say the same under the fields of their own: whatever reads them sees the tags no more, and
 * chunks without tags pass as they are. Reasoning ends with the closing tag of the same name, `<think>` or `<thinking>`; tags
 * further on are text, so that an answer may talk about them. A tag may be cut anywhere: what looks like the beginning of
 * one waits for the next chunk, or for the end of the source, however it ends.
 *
 * @example
 * ```ts
 * import { VeniceClient, splitThinkTags, toCompletion } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }], stream: true })
 *   .pipe(splitThinkTags(), toCompletion())
 *   .subscribe(({ choices }) => console.log(choices[0]?.message.reasoning_content, choices[0]?.message.content));
 * ```
 */
export function splitThinkTags(): MonoTypeOperatorFunction<ChatCompletionChunk> {
  return (source) =>
    defer(() => {
      const states = new Map<number, ThinkTagState>();
      let last: ChatCompletionChunk | undefined;
      const split = (choice: ChunkChoice): ChunkChoice => {
        const { index, delta } = choice as { index?: unknown; delta?: ChunkDelta | null };
        // Encrypted reasoning is a block of its own, to which nothing may be added.
        if (!isRecord(delta) || delta.reasoning_encrypted === true) return choice;
        const key = typeof index === 'number' ? index : 0;
        const text = getContent(delta);
        const { state, ...parts } = splitThinking(states.get(key) ?? initialThinkTagState, text);
        if (!states.has(key)) assertBelow(states.size, 'choices');
        states.set(key, state);
        return parts.content === text ? choice : { ...choice, delta: withParts(delta, parts) };
      };
      const rest = defer(() => (last === undefined ? [] : flushRest(states, last)));
      return source.pipe(
        map((chunk) => {
          last = chunk;
          const choices = chunk.choices?.map(split);
          return choices?.some((choice, at) => choice !== chunk.choices?.[at])
            ? { ...chunk, choices }
            : chunk;
        }),
        catchError((error: unknown) => concat(rest, rethrow(error))),
        followedBy(rest),
      );
    });
}

function withParts(delta: ChunkDelta, { content, reasoning }: SplitText): ChunkDelta {
  const all = getReasoning(delta) + reasoning;
  return { ...delta, content, ...(all !== '' && { reasoning_content: all }) };
}

/** A chunk of what is still held back for a tag, where something is. */
function flushRest(
  states: ReadonlyMap<number, ThinkTagState>,
  { id, object, created, model }: ChatCompletionChunk,
): readonly ChatCompletionChunk[] {
  const choices = [...states].flatMap(([index, state]): readonly ChunkChoice[] => {
    const { content, reasoning } = endThinking(state);
    if (content + reasoning === '') return [];
    const delta = reasoning === '' ? { content } : { reasoning_content: reasoning };
    return [{ index, delta, finish_reason: null }];
  });
  return choices.length === 0 ? [] : [{ id, object, created, model, choices }];
}

function rethrow(error: unknown): Observable<never> {
  return defer(() => {
    throw error;
  });
}
