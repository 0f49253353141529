import { type Observable, asyncScheduler, concatMap, defer, map } from 'rxjs';
import type { ConversationStore, StoredConversation } from '../conversation/store/conversation-store.js';
import { ConversationConflictError } from '../errors/conversation-conflict-error.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aString } from '../options/option-rules.js';
import type { ConversationChanges, ConversationRow } from '../wire/conversation-changes.js';
import { ChangeChannel } from './change-channel.js';
import { checkRows } from './check-rows.js';
import { inTransaction, openDatabase, toResult } from './database.js';

/** Options of {@link indexedDbStore}. */
export interface IndexedDbStoreOptions {
  /** Name of the database. If several users share a browser profile, use one name per user. Default: `venice-rx`. */
  readonly name?: string;
}

const rules: OptionRules<IndexedDbStoreOptions> = { name: aString };

/**
 * Keeps conversations in the IndexedDB of the page's origin. Several tabs may use the store at once: a `BroadcastChannel` notifies the
 * other tabs of each change.
 *
 * The first call opens the database. A call fails if the browser has no IndexedDB, or does not allow it, e.g. in a private window. The
 * browser may delete the data if the disk is full, unless `navigator.storage.persist()` has been granted.
 */
export function indexedDbStore(options: IndexedDbStoreOptions = {}): ConversationStore {
  checkOptions(options, rules);
  return new IndexedDbStore(options.name ?? 'venice-rx');
}

/** An object of the object store `conversations`. */
interface StoredInfo extends StoredConversation {
  /** Whether `list` returns the conversation: from its first entry until it is deleted. */
  readonly isListed: boolean;
}

/** An object of the object store `rows`. */
interface StoredRow extends ConversationRow {
  readonly conversation: string;
  readonly revision: number;
}

class IndexedDbStore implements ConversationStore {
  readonly #database: Observable<IDBDatabase>;
  readonly #channel: ChangeChannel;

  constructor(name: string) {
    this.#database = openDatabase(name);
    this.#channel = new ChangeChannel(`venice-rx/${name}`);
  }

  load(id: string, since = 0): Observable<ConversationChanges> {
    return this.#inTransaction('readonly', (stores) =>
      readInfo(stores, id).pipe(concatMap((info) => readChanges(stores, id, info, since))),
    );
  }

  append(id: string, rows: readonly ConversationRow[], revision: number): Observable<number> {
    const written = this.#write(id, (stores) =>
      readInfo(stores, id).pipe(
        concatMap((info) => {
          if ((info?.revision ?? 0) === revision)
            return write(
              stores,
              id,
              rows,
              revision + 1,
              info?.isListed === true || rows.some(isExistingEntry),
            );
          return readChanges(stores, id, info, revision).pipe(
            map((changes) => {
              const message = 'the conversation has been changed by another writer';
              throw new ConversationConflictError({ message, conversationId: id, changes });
            }),
          );
        }),
      ),
    );
    return defer(() => {
      checkRows(rows);
      return written;
    });
  }

  list(): Observable<readonly StoredConversation[]> {
    return this.#inTransaction('readonly', ({ conversations }) =>
      toResult(conversations.getAll() as IDBRequest<StoredInfo[]>).pipe(
        map((all) =>
          all
            .filter(({ isListed }) => isListed)
            .map(({ id, revision, updatedAt }) => ({ id, revision, updatedAt }))
            .sort((one, other) => other.updatedAt - one.updatedAt),
        ),
      ),
    );
  }

  delete(id: string): Observable<void> {
    return this.#write(id, (stores) =>
      readInfo(stores, id).pipe(
        concatMap((info) =>
          readChanges(stores, id, info, 0).pipe(
            concatMap(({ revision, rows }) => {
              const removed = rows.map(({ type, id: rowId }) => ({ type, id: rowId, value: null }));
              return write(stores, id, removed, revision === 0 ? 0 : revision + 1, false);
            }),
          ),
        ),
      ),
    ).pipe(map(() => undefined));
  }

  changes(id: string): Observable<number> {
    return this.#channel.notifications(id);
  }

  /** Writes in one transaction. All tabs are notified of the new revision, even if the caller has unsubscribed before the commit. */
  #write(id: string, work: (stores: ObjectStores) => Observable<number>): Observable<number> {
    return this.#inTransaction('readwrite', work, (revision) => {
      this.#channel.notify({ id, revision });
    });
  }

  #inTransaction<T>(
    mode: IDBTransactionMode,
    work: (stores: ObjectStores) => Observable<T>,
    onComplete?: (result: T) => void,
  ): Observable<T> {
    const inStores = (transaction: IDBTransaction): Observable<T> =>
      work({
        conversations: transaction.objectStore('conversations'),
        rows: transaction.objectStore('rows'),
      });
    return this.#database.pipe(concatMap((database) => inTransaction(database, mode, inStores, onComplete)));
  }
}

interface ObjectStores {
  readonly conversations: IDBObjectStore;
  readonly rows: IDBObjectStore;
}

function readInfo({ conversations }: ObjectStores, id: string): Observable<StoredInfo | undefined> {
  return toResult(conversations.get(id) as IDBRequest<StoredInfo | undefined>);
}

/** Reads the rows that were written after revision `since`. The index has the rows of a conversation in the order of their revisions. */
function readChanges(
  { rows }: ObjectStores,
  id: string,
  info: StoredInfo | undefined,
  since: number,
): Observable<ConversationChanges> {
  const range = IDBKeyRange.bound([id, since], [id, Infinity], true);
  return toResult(rows.index('revisions').getAll(range) as IDBRequest<StoredRow[]>).pipe(
    map((found) => ({
      revision: info?.revision ?? 0,
      rows: found.map(({ type, id: rowId, value }) => ({ type, id: rowId, value })),
    })),
  );
}

/** Writes the rows, and emits the new revision. Revision 0 means that a conversation which does not exist is deleted: writes nothing. */
function write(
  { conversations, rows: store }: ObjectStores,
  id: string,
  rows: readonly ConversationRow[],
  revision: number,
  isListed: boolean,
): Observable<number> {
  for (const { type, id: rowId, value } of rows) {
    const row: StoredRow = { conversation: id, type, id: rowId, value, revision };
    store.put(row);
  }
  const info: StoredInfo = { id, revision, updatedAt: asyncScheduler.now(), isListed };
  return toResult(revision === 0 ? conversations.get(id) : conversations.put(info)).pipe(map(() => revision));
}

function isExistingEntry({ type, value }: ConversationRow): boolean {
  return type === 'entry' && value !== null;
}
