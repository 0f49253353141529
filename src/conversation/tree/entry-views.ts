import type { ConversationToolCall } from '../conversation-tool-call.js';
import type { ConversationEntry, SavedEntry } from './conversation-entry.js';

/** Creates the entries that a state shows. Returns the same object again if an entry has not changed. */
export class EntryViews<Metadata> {
  readonly #views = new WeakMap<SavedEntry<Metadata>, ConversationEntry<Metadata>>();

  get(saved: SavedEntry<Metadata>, turnId: string, versions: readonly string[]): ConversationEntry<Metadata> {
    const view = this.#views.get(saved);
    if (view?.versions === versions && view.turnId === turnId) return view;
    const { id, toolCalls = none } = saved;
    const entry = { ...saved, turnId, versions, versionIndex: versions.indexOf(id), toolCalls };
    this.#views.set(saved, entry);
    return entry;
  }
}

const none: readonly ConversationToolCall[] = [];
