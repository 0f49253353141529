import {
  type CompletionState,
  completionFromState,
  initialCompletionState,
} from '../reducer/completion-state.js';
import { getContent } from '../reducer/delta-text.js';
import { getDeltas } from '../reducer/get-deltas.js';
import { isCompletion } from '../reducer/is-completion.js';
import { nextState } from '../reducer/next-state.js';
import { endThinking, initialThinkTagState, splitThinking } from '../reducer/think-tags.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';
import { JsonAnswer } from './json-answer.js';
import type { JsonSink } from '../json/json-sink.js';

/** A streamed JSON answer in progress. Reasoning between inline tags is ignored. */
export class AnswerSoFar {
  /** The completion so far. */
  state: CompletionState = initialCompletionState;
  readonly #choice: number;
  readonly #answer: JsonAnswer;
  #tags = initialThinkTagState;
  #length = 0;

  constructor(choice: number, sink: JsonSink) {
    this.#choice = choice;
    this.#answer = new JsonAnswer(choice, sink);
  }

  /** Adds a chunk or a completion to the completion so far. */
  add(value: ChatCompletion | ChatCompletionChunk): void {
    this.state = nextState(this.state, value);
  }

  /**
   * Reads the text of a chunk, or the part of a completion's text that has not been read yet. Throws a `SchemaError` at the first invalid
   * character.
   */
  read(value: ChatCompletion | ChatCompletionChunk): void {
    for (const delta of getDeltas(value, this.#choice)) {
      const text = getContent(delta);
      const added = isCompletion(value) ? text.slice(this.#length) : text;
      this.#length += added.length;
      const { state, content } = splitThinking(this.#tags, added);
      this.#tags = state;
      if (content !== '') this.#answer.read(content, completionFromState(this.state));
    }
  }

  /** Ends the answer. Throws the matching error unless its JSON is complete; returns false if no chunk has arrived. */
  finish(): boolean {
    if (this.state === initialCompletionState) return false;
    const completion = completionFromState(this.state);
    this.#answer.read(endThinking(this.#tags).content, completion);
    this.#answer.finish(completion);
    return true;
  }
}
