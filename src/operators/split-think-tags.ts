import { type MonoTypeOperatorFunction, type Observable, catchError, concat, defer, map } from 'rxjs';
import { getContent, getReasoning } from '../reducer/delta-text.js';
import { assertBelowMaxParts } from '../errors/assert-below-max-parts.js';
import { isRecord } from '../json/is-record.js';
import {
  type SplitText,
  type ThinkTagState,
  endThinking,
  initialThinkTagState,
  splitThinking,
} from '../reducer/think-tags.js';
import { isCompletion } from '../reducer/is-completion.js';
import type { ChatCompletionChunk, ChunkChoice, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion, CompletionMessage } from '../wire/chat-completion.js';
import { followedBy } from './internal/followed-by.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aBoolean } from '../options/option-rules.js';
import { rethrow } from '../subscribers/rethrow.js';

/** Options of {@link splitThinkTags}. */
export interface SplitThinkTagsConfig {
  /**
   * Whether every answer begins with reasoning, even without an opening tag: up to the first closing tag, or to the end if there
   * is none. Default: false.
   */
  readonly startsInReasoning?: boolean;
}

const rules: OptionRules<SplitThinkTagsConfig> = { startsInReasoning: aBoolean };

/**
 * Moves the text between tags at the start of an answer, `<think>…</think>`, to the field `reasoning_content`.
 *
 *     source  --<thi--nk>Hm--</think>Yes--|
 *     result  --------Hm-----Yes----------|
 *
 * The tags themselves, `<think>` or `<thinking>`, are removed. Reasoning ends with the closing tag of the same name. With
 * `startsInReasoning`, the opening tag may be missing, as with servers whose prompt template ends with it. Later tags are plain text,
 * so that an answer can mention them. Tags may be split across chunks: the possible start of a tag is held until later text decides
 * whether it is a tag, or until the source completes or fails. Chunks in which nothing changes keep their identity.
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
export function splitThinkTags(
  config?: SplitThinkTagsConfig,
): <T extends ChatCompletion | ChatCompletionChunk>(source: Observable<T>) => Observable<T>;
export function splitThinkTags(
  config: SplitThinkTagsConfig = {},
): MonoTypeOperatorFunction<ChatCompletion | ChatCompletionChunk> {
  checkOptions(config, rules);
  const initial: ThinkTagState = { ...initialThinkTagState, ...config };
  return (source) =>
    defer(() => {
      const states = new Map<number, ThinkTagState>();
      let lastChunk: ChatCompletionChunk | undefined;
      const split = (choice: ChunkChoice): ChunkChoice => {
        const { index, delta } = choice as { index?: unknown; delta?: ChunkDelta | null };
        // Encrypted reasoning is an opaque block that must stay unchanged.
        if (!isRecord(delta) || delta.reasoning_encrypted === true) return choice;
        const key = typeof index === 'number' ? index : 0;
        const text = getContent(delta);
        const { state, ...parts } = splitThinking(states.get(key) ?? initial, text);
        if (!states.has(key)) assertBelowMaxParts(states.size, 'choices');
        states.set(key, state);
        return parts.content === text ? choice : { ...choice, delta: withParts(delta, parts) };
      };
      const rest = defer(() => (lastChunk === undefined ? [] : flushRest(states, lastChunk)));
      return source.pipe(
        map((chunk) => {
          if (isCompletion(chunk)) return splitCompletion(chunk, initial);
          lastChunk = chunk;
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

/** Returns a completion with the reasoning between its tags in `reasoning_content`. */
function splitCompletion(completion: ChatCompletion, initial: ThinkTagState): ChatCompletion {
  const choices = completion.choices.map((choice) => {
    const { message } = choice;
    const text = getContent(message);
    const { state, reasoning, content } = splitThinking(initial, text);
    const rest = endThinking(state);
    const parts = { reasoning: reasoning + rest.reasoning, content: content + rest.content };
    if (parts.content === text || message.reasoning_encrypted === true) return choice;
    return { ...choice, message: { ...message, ...withParts(message, parts) } as CompletionMessage };
  });
  return { ...completion, choices };
}

function withParts(delta: ChunkDelta, { content, reasoning }: SplitText): ChunkDelta {
  const all = getReasoning(delta) + reasoning;
  return { ...delta, content, ...(all !== '' && { reasoning_content: all }) };
}

/** Returns one chunk with the text that was held as the possible start of a tag; an empty array if there is no such text. */
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
