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

  /** Whether the entry would be the same with these values. */
  isSame(saved: ConversationEntry<Metadata>, { snapshot, toolCalls }: RunProgress): boolean {
    const { snapshot: shown, toolCalls: calls } = this.#progress;
    return this.#saved === saved && shown === snapshot && calls === toolCalls;
  }

  /** Created when it is read, since most states of a fast answer are never rendered. */
  get entry(): ConversationEntry<Metadata> {
    if (this.#entry === undefined) {
      const { snapshot, toolCalls, open } = this.#progress;
      const answer = open === undefined ? snapshot?.choices.find(({ index }) => index === 0) : undefined;
      this.#entry = { ...this.#saved, ...(answer && { message: answer.message }), toolCalls };
    }
    return this.#entry;
  }
}

/** Returns the entry of the answer that is arriving, if it is the last shown entry: the same object as before if nothing has changed. */
export function toLiveEntry<Metadata>(
  last: ConversationEntry<Metadata> | undefined,
  progress: RunProgress | undefined,
  before: LiveEntry<Metadata> | undefined,
): LiveEntry<Metadata> | undefined {
  if (last === undefined || progress?.answerId !== last.id) return undefined;
  return before?.isSame(last, progress) === true ? before : new LiveEntry(last, progress);
}
