import { hasFailed } from '../errors/from-response/failed-choice.js';
import { deltaHasOutput } from '../reducer/has-output.js';
import { assertBelowMaxParts } from '../errors/assert-below-max-parts.js';
import { isRecord } from '../json/is-record.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { takeMessage } from './take-message.js';

/** Progress of one choice. */
interface ChoiceProgress {
  hasOutput: boolean;
  /** Whether the choice had output in deltas, not only in a whole message. */
  hasDeltas: boolean;
  /** Whether the choice had its `finish_reason`, and no output after it. */
  hasFinished: boolean;
  /** Whether the `finish_reason` of the choice came before any output. */
  finishedFirst: boolean;
}

/** Tracks whether every choice that has arrived has its `finish_reason`. */
export class FinishTracker {
  readonly #choices = new Map<number, ChoiceProgress>();
  /** The choice of the last chunk, since most chunks continue the same choice. */
  #lastIndex: number | undefined;
  #last: ChoiceProgress | undefined;
  /** Whether a choice has reported an error. */
  hasFailed = false;

  /**
   * Tracks a chunk; returns whether it has output. A choice with output after its `finish_reason` is unfinished again, since some
   * servers send two completions in one stream. Throws a `LimitExceededError` for more than 1,000 choices.
   */
  track(chunk: ChatCompletionChunk): boolean {
    let hasOutput = false;
    for (const choice of chunk.choices ?? []) {
      const index = typeof choice.index === 'number' ? choice.index : 0;
      const progress = this.#getProgress(index);
      // A whole message repeats the output of the deltas before it.
      const isWhole = !isRecord(choice.delta) && takeMessage(chunk, choice, progress.hasDeltas);
      const { delta } = choice;
      const isOutput = isRecord(delta) && deltaHasOutput(delta);
      hasOutput ||= isOutput;
      if (isOutput) {
        progress.hasOutput = true;
        progress.hasDeltas ||= !isWhole;
      }
      if (choice['error'] || choice.finish_reason) this.hasFailed ||= hasFailed(choice);
      if (choice.finish_reason) {
        progress.finishedFirst ||= !progress.hasOutput;
        progress.hasFinished = true;
      } else if (isOutput) progress.hasFinished = false;
    }
    return hasOutput;
  }

  /** Whether any choice has arrived. */
  get hasChoice(): boolean {
    return this.#choices.size > 0;
  }

  /** Whether the answer is complete if the body ends regularly now. */
  get isComplete(): boolean {
    return this.#isEvery(({ hasFinished }) => hasFinished);
  }

  /**
   * Whether the answer is complete if `[DONE]` arrives now. Unlike the end of the body, it also ends choices whose `finish_reason` came
   * before their output.
   */
  get isCompleteAtDone(): boolean {
    return this.#isEvery(({ hasFinished, finishedFirst }) => hasFinished || finishedFirst);
  }

  #isEvery(isComplete: (progress: ChoiceProgress) => boolean): boolean {
    return this.hasChoice && [...this.#choices.values()].every(isComplete);
  }

  #getProgress(index: number): ChoiceProgress {
    if (this.#last !== undefined && index === this.#lastIndex) return this.#last;
    let progress = this.#choices.get(index);
    if (progress === undefined) {
      assertBelowMaxParts(this.#choices.size, 'choices');
      progress = { hasOutput: false, hasDeltas: false, hasFinished: false, finishedFirst: false };
      this.#choices.set(index, progress);
    }
    this.#lastIndex = index;
    this.#last = progress;
    return progress;
  }
}
