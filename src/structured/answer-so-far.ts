import {
  type CompletionState,
  completionFromState,
  initialCompletionState,
  reduceChunk,
} from '../reducer/completion-state.js';
import { getContent } from '../reducer/delta-text.js';
import { getDeltas } from '../reducer/get-deltas.js';
import { endThinking, initialThinkTagState, splitThinking } from '../reducer/think-tags.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { JsonAnswer } from './json-answer.js';
import type { JsonSink } from '../json/json-sink.js';

/** An answer in chunks that is to be JSON, while it comes. Reasoning between inline tags is left out. */
export class AnswerSoFar {
  /** The chat as it stands. */
  state: CompletionState = initialCompletionState;
  readonly #choice: number;
  readonly #answer: JsonAnswer;
  #tags = initialThinkTagState;

  constructor(choice: number, sink: JsonSink) {
    this.#choice = choice;
    this.#answer = new JsonAnswer(choice, sink);
  }

  /** Takes one more chunk. Throws a `SchemaError` at the first character that cannot be right. */
  take(chunk: ChatCompletionChunk): void {
    this.state = reduceChunk(this.state, chunk);
    for (const delta of getDeltas(chunk, this.#choice)) {
      const { state, content } = splitThinking(this.#tags, getContent(delta));
      this.#tags = state;
      if (content !== '') this.#answer.read(content, completionFromState(this.state));
    }
  }

  /** The answer has come to its end. Throws what it is, unless its JSON is whole; false where nothing has come at all. */
  finish(): boolean {
    if (this.state === initialCompletionState) return false;
    const completion = completionFromState(this.state);
    this.#answer.read(endThinking(this.#tags).content, completion);
    this.#answer.finish(completion);
    return true;
  }
}
