import type { RunProgress } from './run-progress.js';
import type { ConversationEntry } from './tree/conversation-entry.js';

/** The entry of the answer that is arriving, or has calls without a result. */
export class LiveEntry<Metadata> {
  /** The entry as it is in the tree. */
  readonly #saved: ConversationEntry<Metadata>;
  readonly #progress: RunProgress;
  #entry: ConversationEntry<Metadata> | undefined;

  constructor(saved: ConversationEntry<Metadata>, progress: RunProgress) {
    this.#saved = saved;
    this.#progress = progress;
  }

  /** Whether the entry would be the same with these values. `step` changes only together with `snapshot` or `toolCalls`. */
  isSame(saved: ConversationEntry<Metadata>, { snapshot, toolCalls }: RunProgress): boolean {
    const progress = this.#progress;
    return this.#saved === saved && progress.snapshot === snapshot && progress.toolCalls === toolCalls;
  }

  /** Created when it is read, since most states of a fast answer are never rendered. */
  get entry(): ConversationEntry<Metadata> {
    if (this.#entry === undefined) {
      const { snapshot, toolCalls, step } = this.#progress;
      // With open calls, the tree already has the message of the answer.
      const answer = step === undefined ? snapshot?.choices.find(({ index }) => index === 0) : undefined;
      this.#entry = { ...this.#saved, ...(answer && { message: answer.message }), toolCalls };
    }
    return this.#entry;
  }
}

/** Returns the live entry if the answer of the run is the last shown entry, else undefined. Returns `previous` if nothing has changed. */
export function toLiveEntry<Metadata>(
  last: ConversationEntry<Metadata> | undefined,
  progress: RunProgress | undefined,
  previous: LiveEntry<Metadata> | undefined,
): LiveEntry<Metadata> | undefined {
  if (last === undefined || progress?.answerId !== last.id) return undefined;
  return previous?.isSame(last, progress) === true ? previous : new LiveEntry(last, progress);
}
