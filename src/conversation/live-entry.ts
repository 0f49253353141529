import type { RunProgress } from './run-progress.js';
import type { ConversationEntry } from './tree/conversation-entry.js';

/** The entry of the answer that is arriving, or has running tools. */
export class LiveEntry<Metadata> {
  readonly #saved: ConversationEntry<Metadata>;
  readonly #progress: RunProgress;
  #entry: ConversationEntry<Metadata> | undefined;

  constructor(saved: ConversationEntry<Metadata>, progress: RunProgress) {
    this.#saved = saved;
    this.#progress = progress;
  }

  /** Whether it shows the same. */
  isSame(saved: ConversationEntry<Metadata>, { snapshot, toolCalls }: RunProgress): boolean {
    const { snapshot: shown, toolCalls: calls } = this.#progress;
    return this.#saved === saved && shown === snapshot && calls === toolCalls;
  }

  /** Made when it is read: most states of a fast answer are not shown. */
  get entry(): ConversationEntry<Metadata> {
    if (this.#entry === undefined) {
      const { snapshot, toolCalls, open } = this.#progress;
      const answer = open === undefined ? snapshot?.choices.find(({ index }) => index === 0) : undefined;
      this.#entry = { ...this.#saved, ...(answer && { message: answer.message }), toolCalls };
    }
    return this.#entry;
  }
}

/** The entry of a run whose answer is the last one of the path: the same object as before if it shows the same. */
export function toLiveEntry<Metadata>(
  last: ConversationEntry<Metadata> | undefined,
  progress: RunProgress | undefined,
  before: LiveEntry<Metadata> | undefined,
): LiveEntry<Metadata> | undefined {
  if (last === undefined || progress?.answerId !== last.id) return undefined;
  return before?.isSame(last, progress) === true ? before : new LiveEntry(last, progress);
}
