import { hasFailed } from '../errors/from-response/failed-choice.js';
import { deltaHasOutput } from '../reducer/has-output.js';
import { assertBelow } from '../errors/assert-below.js';
import { isRecord } from '../json/is-record.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import { takeMessage } from './take-message.js';

/** Tracks whether every known choice has its `finish_reason`. */
export class FinishTracker {
  /** Whether each choice has finished, by index. */
  readonly #choices = new Map<number, boolean>();
  #unfinished = 0;
  /** The choice that continued last; most chunks continue the same one. */
  #last: number | undefined;
  /** The choices with output, those of them with output in deltas, and the latest of these. */
  readonly #withOutput = new Set<number>();
  readonly #withDeltas = new Set<number>();
  #lastDelta: number | undefined;
  /** The choices that had their `finish_reason` before any output. */
  readonly #finishedFirst = new Set<number>();
  /** Whether a choice has reported an error. */
  hasFailed = false;

  /**
   * Tracks a chunk; returns whether it has output. A choice with output after its `finish_reason` is unfinished again, since some
   * servers send two completions in one stream. Throws a `LimitExceededError` past 1,000 choices.
   */
  track(chunk: ChatCompletionChunk): boolean {
    let hasOutput = false;
    for (const choice of chunk.choices ?? []) {
      const index = typeof choice.index === 'number' ? choice.index : 0;
      // A whole message repeats what came in deltas before it.
      const isWhole = !isRecord(choice.delta) && takeMessage(chunk, choice, this.#withDeltas.has(index));
      const { delta } = choice;
      const isOutput = isRecord(delta) && deltaHasOutput(delta);
      hasOutput ||= isOutput;
      if (isOutput && index !== this.#lastDelta) this.#addOutput(index, isWhole);
      if (choice['error'] || choice.finish_reason) this.hasFailed ||= hasFailed(choice);
      if (choice.finish_reason) this.#finish(index);
      else if (index !== this.#last) this.#continue(index, isOutput);
    }
    return hasOutput;
  }

  /** Whether any choice has arrived. */
  get hasChoice(): boolean {
    return this.#choices.size > 0;
  }

  /** Whether the answer is complete if the body ends cleanly now. */
  get isComplete(): boolean {
    return this.hasChoice && this.#unfinished === 0;
  }

  /** Whether the answer is complete at `[DONE]`, which ends choices too that had their `finish_reason` before their output. */
  get isCompleteAtDone(): boolean {
    return (
      this.hasChoice &&
      [...this.#choices].every(([index, hasFinished]) => hasFinished || this.#finishedFirst.has(index))
    );
  }

  #addOutput(index: number, isWhole: boolean): void {
    this.#withOutput.add(index);
    if (isWhole) return;
    this.#lastDelta = index;
    this.#withDeltas.add(index);
  }

  #finish(index: number): void {
    this.#last = undefined;
    if (!this.#withOutput.has(index)) this.#finishedFirst.add(index);
    if (this.#choices.get(index) === false) this.#unfinished -= 1;
    this.#set(index, true);
  }

  #continue(index: number, isOutput: boolean): void {
    const hasFinished = this.#choices.get(index);
    if (hasFinished === true && !isOutput) return;
    if (hasFinished !== false) {
      this.#set(index, false);
      this.#unfinished += 1;
    }
    this.#last = index;
  }

  #set(index: number, hasFinished: boolean): void {
    if (!this.#choices.has(index)) assertBelow(this.#choices.size, 'choices');
    this.#choices.set(index, hasFinished);
  }
}
