import { type Observable, Subject, asyncScheduler, defer, filter, map, of } from 'rxjs';
import type { ConversationStore, StoredConversation } from '../conversation/store/conversation-store.js';
import { ConversationConflictError } from '../errors/conversation-conflict-error.js';
import type { ConversationChanges, ConversationRow } from '../wire/conversation-changes.js';
import { checkRows } from './check-rows.js';

/** A row with its value as a JSON string, and the revision in which it was written. */
interface StoredRow {
  readonly type: string;
  readonly id: string;
  readonly value: string;
  readonly revision: number;
}

interface MemoryConversation {
  readonly revision: number;
  readonly updatedAt: number;
  /** Whether `list` returns the conversation: from its first entry until it is deleted. */
  readonly isListed: boolean;
  readonly rows: Map<string, StoredRow>;
}

/**
 * Keeps conversations in the memory of this page or process, for specs and for chats that need not survive a reload. The store emits
 * synchronously and uses the clock of RxJS, so that specs run in virtual time. Several conversations may use the same store at once.
 */
export function memoryStore(): ConversationStore {
  return new MemoryStore();
}

class MemoryStore implements ConversationStore {
  readonly #conversations = new Map<string, MemoryConversation>();
  readonly #changes = new Subject<{ readonly id: string; readonly revision: number }>();

  load(id: string, since = 0): Observable<ConversationChanges> {
    return defer(() => of(this.#read(id, since)));
  }

  append(id: string, rows: readonly ConversationRow[], revision: number): Observable<number> {
    return defer(() => {
      checkRows(rows);
      const current = this.#conversations.get(id)?.revision ?? 0;
      if (current !== revision) {
        const message = 'the conversation has been changed by another writer';
        const changes = this.#read(id, revision);
        throw new ConversationConflictError({ message, conversationId: id, changes });
      }
      const isListed = this.#conversations.get(id)?.isListed === true || rows.some(isExistingEntry);
      return of(this.#write(id, rows, isListed));
    });
  }

  list(): Observable<readonly StoredConversation[]> {
    return defer(() => {
      const listed = [...this.#conversations].filter(([, { isListed }]) => isListed);
      const conversations = listed.map(([id, { revision, updatedAt }]) => ({ id, revision, updatedAt }));
      return of(conversations.sort((one, other) => other.updatedAt - one.updatedAt));
    });
  }

  delete(id: string): Observable<void> {
    return defer(() => {
      const rows = this.#conversations.get(id)?.rows;
      const removed = [...(rows?.values() ?? [])].map((row) => ({ ...row, value: null }));
      if (rows) this.#write(id, removed, false);
      return of(undefined);
    });
  }

  changes(id: string): Observable<number> {
    return this.#changes.pipe(
      filter((change) => change.id === id),
      map(({ revision }) => revision),
    );
  }

  #read(id: string, since: number): ConversationChanges {
    const { revision = 0, rows = new Map<string, StoredRow>() } = this.#conversations.get(id) ?? {};
    const changed = [...rows.values()].filter((row) => row.revision > since);
    return {
      revision,
      rows: changed.map(({ type, id: rowId, value }) => ({
        type,
        id: rowId,
        value: JSON.parse(value) as unknown,
      })),
    };
  }

  #write(id: string, rows: readonly ConversationRow[], isListed: boolean): number {
    const { revision: previous = 0, rows: stored = new Map<string, StoredRow>() } =
      this.#conversations.get(id) ?? {};
    const revision = previous + 1;
    // Serializes all rows first: if the value of one row has no JSON, no row must be stored.
    const added = rows.map(({ type, id: rowId, value }) => ({
      type,
      id: rowId,
      value: JSON.stringify(value),
      revision,
    }));
    for (const row of added) stored.set(`${row.type} ${row.id}`, row);
    this.#conversations.set(id, { revision, updatedAt: asyncScheduler.now(), isListed, rows: stored });
    this.#changes.next({ id, revision });
    return revision;
  }
}

function isExistingEntry({ type, value }: ConversationRow): boolean {
  return type === 'entry' && value !== null;
}
