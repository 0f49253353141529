import { type Observable, Subject, asyncScheduler, defer, filter, map, of } from 'rxjs';
import type { ConversationStore, StoredConversation } from '../conversation/store/conversation-store.js';
import { ConversationConflictError } from '../errors/conversation-conflict-error.js';
import type { ConversationChanges, ConversationRow } from '../wire/conversation-changes.js';
import { checkRows } from './check-rows.js';

/** A row whose value is JSON, and the revision in which it was written. */
interface StoredRow {
  readonly type: string;
  readonly id: string;
  readonly value: string;
  readonly revision: number;
}

interface StoredRows {
  readonly revision: number;
  readonly updatedAt: number;
  /** True from the first entry until the conversation is deleted. */
  readonly isListed: boolean;
  readonly rows: Map<string, StoredRow>;
}

/**
 * Keeps conversations in the memory of this page or process, for specs and for chats that need not survive a reload. Emits synchronously,
 * and uses the clock of RxJS, so that specs run in virtual time. Several conversations may use it at once.
 */
export function memoryStore(): ConversationStore {
  return new MemoryStore();
}

class MemoryStore implements ConversationStore {
  readonly #conversations = new Map<string, StoredRows>();
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
      const isListed = this.#conversations.get(id)?.isListed === true || rows.some(isKeptEntry);
      return of(this.#write(id, rows, isListed));
    });
  }

  list(): Observable<readonly StoredConversation[]> {
    return defer(() => {
      const kept = [...this.#conversations].filter(([, { isListed }]) => isListed);
      const all = kept.map(([id, { revision, updatedAt }]) => ({ id, revision, updatedAt }));
      return of(all.sort((one, other) => other.updatedAt - one.updatedAt));
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
    const { revision: before = 0, rows: known = new Map<string, StoredRow>() } =
      this.#conversations.get(id) ?? {};
    const revision = before + 1;
    // Serializes all rows first: if one of them fails, none must be stored.
    const written = rows.map(({ type, id: rowId, value }) => ({
      type,
      id: rowId,
      value: JSON.stringify(value),
      revision,
    }));
    for (const row of written) known.set(`${row.type} ${row.id}`, row);
    this.#conversations.set(id, { revision, updatedAt: asyncScheduler.now(), isListed, rows: known });
    this.#changes.next({ id, revision });
    return revision;
  }
}

function isKeptEntry({ type, value }: ConversationRow): boolean {
  return type === 'entry' && value !== null;
}
