import { isRecord } from '../json/is-record.js';
import { getContent, getReasoning } from '../reducer/delta-text.js';
import type { ChatCompletionChunk, ChunkChoice, ChunkDelta } from '../wire/chat-completion-chunk.js';
import type { ToolRunChunk, ToolRunCompletion, ToolRunEvent } from '../tools/tool-run-event.js';

/** The fields that all chunks of one answer share. */
type ChunkEnvelope = Pick<ChatCompletionChunk, 'created' | 'id' | 'model' | 'object'>;

/** Finish reasons of an answer with calls, in lower case. */
const callReasons: readonly string[] = ['tool_calls', 'function_call', 'tool_use'];

/** Converts the events of one tool run to the chunks of one answer. */
export class SingleAnswer {
  readonly #separator: string;
  #head: ChunkEnvelope | undefined;
  /** The step from which the last text came. */
  #textStep: number | undefined;

  constructor(separator: string) {
    this.#separator = separator;
  }

  /** Returns the chunk for an event; undefined for an event that the page does not need. */
  next(event: ToolRunEvent): ChatCompletionChunk | undefined {
    if (event.type === 'chunk') return this.#continue(event);
    return event.type === 'completion' ? this.#finish(event) : undefined;
  }

  #continue({ chunk, step }: ToolRunChunk): ChatCompletionChunk | undefined {
    const { choices = [], usage: _, cost: __, ...others } = chunk;
    const isFirst = this.#head === undefined;
    const parts = choices.filter(isFirstChoice);
    const shown = parts.flatMap((choice) => this.#toChoice(choice, step));
    if (isFirst) shown.unshift({ index: 0, delta: { role: 'assistant', content: '' } });
    if (shown.length === 0 && !isRecord(chunk.venice_parameters)) return undefined;
    return { ...others, ...this.#getHead(chunk), choices: shown };
  }

  #toChoice({ delta, logprobs }: ChunkChoice, step: number): ChunkChoice[] {
    if (!isRecord(delta)) return [];
    const shown = this.#toDelta(delta, step);
    if (Object.keys(shown).length === 0) return [];
    return [{ index: 0, delta: shown, ...(logprobs && { logprobs }), finish_reason: null }];
  }

  #toDelta(delta: ChunkDelta, step: number): ChunkDelta {
    const text = getContent(delta);
    const reasoning = delta.reasoning_encrypted === true ? '' : getReasoning(delta);
    const { refusal, annotations } = delta;
    return {
      ...(text !== '' && { content: this.#separate(text, step) }),
      ...(reasoning !== '' && { reasoning_content: reasoning }),
      ...(refusal && { refusal }),
      ...(Array.isArray(annotations) && { annotations }),
    };
  }

  #separate(text: string, step: number): string {
    const isNext = this.#textStep !== undefined && this.#textStep !== step;
    this.#textStep = step;
    return isNext ? this.#separator + text : text;
  }

  #finish({ completion, usage, cost }: ToolRunCompletion): ChatCompletionChunk {
    const reason: unknown = completion.choices.find(({ index }) => index === 0)?.finish_reason ?? 'stop';
    // The chunks contain no tool calls, so the finish reason must not report any. Some servers send a value that is not a string.
    const isUnusable = typeof reason !== 'string' || callReasons.includes(reason.toLowerCase());
    const finish_reason = isUnusable ? 'stop' : reason;
    return {
      ...this.#getHead({ ...completion, object: 'chat.completion.chunk' }),
      choices: [{ index: 0, delta: {}, finish_reason }],
      ...(usage && { usage }),
      ...(cost && { cost }),
    };
  }

  #getHead({ id, created, model }: ChunkEnvelope): ChunkEnvelope {
    this.#head ??= { id, object: 'chat.completion.chunk', created, model };
    return this.#head;
  }
}

/** Some servers leave out the index of the only choice. */
function isFirstChoice({ index }: { readonly index?: unknown }): boolean {
  return typeof index !== 'number' || index === 0;
}
