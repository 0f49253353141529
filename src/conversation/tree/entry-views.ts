import type { ConversationToolCall } from '../conversation-tool-call.js';
import type { ConversationEntry, SavedEntry } from './conversation-entry.js';

/** Creates the entries that a state shows; returns the same object again as long as an entry has not changed. */
export class EntryViews<Metadata> {
  readonly #made = new WeakMap<SavedEntry<Metadata>, ConversationEntry<Metadata>>();

  get(saved: SavedEntry<Metadata>, turnId: string, versions: readonly string[]): ConversationEntry<Metadata> {
    const made = this.#made.get(saved);
    if (made?.versions === versions && made.turnId === turnId) return made;
    const { id, toolCalls = none } = saved;
    const entry = { ...saved, turnId, versions, versionIndex: versions.indexOf(id), toolCalls };
    this.#made.set(saved, entry);
    return entry;
  }
}

const none: readonly ConversationToolCall[] = [];
