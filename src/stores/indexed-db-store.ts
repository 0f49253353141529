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
  /** Name of the database. Use one per user if several share a browser profile. Default: `venice-rx`. */
  readonly name?: string;
}

const rules: OptionRules<IndexedDbStoreOptions> = { name: aString };

/**
 * Keeps conversations in the IndexedDB of the page's origin. Several tabs may use it at once: a `BroadcastChannel` notifies the
 * others of each append.
 *
 * The database is opened by the first call. A call fails if the browser has no IndexedDB, or does not allow it, as some do in private
 * windows. The browser may delete the data if the disk is full, unless `navigator.storage.persist()` has been granted.
 */
export function indexedDbStore(options: IndexedDbStoreOptions = {}): ConversationStore {
  checkOptions(options, rules);
  return new IndexedDbStore(options.name ?? 'venice-rx');
}

/** The conversation itself: everything except its rows. */
interface StoredHead extends StoredConversation {
  /** True from the first entry until the conversation is deleted. */
  readonly isListed: boolean;
}

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
      readHead(stores, id).pipe(concatMap((head) => readChanges(stores, id, head, since))),
    );
  }

  append(id: string, rows: readonly ConversationRow[], revision: number): Observable<number> {
    const written = this.#write(id, (stores) =>
      readHead(stores, id).pipe(
        concatMap((head) => {
          if ((head?.revision ?? 0) === revision)
            return write(stores, id, rows, revision + 1, head?.isListed === true || rows.some(isKeptEntry));
          return readChanges(stores, id, head, revision).pipe(
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
    return this.#inTransaction('readonly', ({ heads }) =>
      toResult(heads.getAll() as IDBRequest<StoredHead[]>).pipe(
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
      readHead(stores, id).pipe(
        concatMap((head) =>
          readChanges(stores, id, head, 0).pipe(
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
  #write(id: string, work: (stores: Stores) => Observable<number>): Observable<number> {
    return this.#inTransaction('readwrite', work, (revision) => {
      this.#channel.notify({ id, revision });
    });
  }

  #inTransaction<T>(
    mode: IDBTransactionMode,
    work: (stores: Stores) => Observable<T>,
    onComplete?: (result: T) => void,
  ): Observable<T> {
    const inStores = (transaction: IDBTransaction): Observable<T> =>
      work({ heads: transaction.objectStore('conversations'), rows: transaction.objectStore('rows') });
    return this.#database.pipe(concatMap((database) => inTransaction(database, mode, inStores, onComplete)));
  }
}

interface Stores {
  readonly heads: IDBObjectStore;
  readonly rows: IDBObjectStore;
}

function readHead({ heads }: Stores, id: string): Observable<StoredHead | undefined> {
  return toResult(heads.get(id) as IDBRequest<StoredHead | undefined>);
}

/** Reads the rows that were written after revision `since`. The index has the rows of a conversation in the order of their revisions. */
function readChanges(
  { rows }: Stores,
  id: string,
  head: StoredHead | undefined,
  since: number,
): Observable<ConversationChanges> {
  const range = IDBKeyRange.bound([id, since], [id, Infinity], true);
  return toResult(rows.index('revisions').getAll(range) as IDBRequest<StoredRow[]>).pipe(
    map((found) => ({
      revision: head?.revision ?? 0,
      rows: found.map(({ type, id: rowId, value }) => ({ type, id: rowId, value })),
    })),
  );
}

/** Writes rows and head, and emits the new revision. Deleting a conversation that was never stored (revision 0) writes nothing. */
function write(
  { heads, rows: store }: Stores,
  id: string,
  rows: readonly ConversationRow[],
  revision: number,
  isListed: boolean,
): Observable<number> {
  for (const { type, id: rowId, value } of rows) {
    const row: StoredRow = { conversation: id, type, id: rowId, value, revision };
    store.put(row);
  }
  const head: StoredHead = { id, revision, updatedAt: asyncScheduler.now(), isListed };
  return toResult(revision === 0 ? heads.get(id) : heads.put(head)).pipe(map(() => revision));
}

function isKeptEntry({ type, value }: ConversationRow): boolean {
  return type === 'entry' && value !== null;
}
