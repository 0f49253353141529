// A conversation store in SQLite, for a server with users. It works with a database of `node:sqlite` or `better-sqlite3`.
// `persist-a-chat` uses it.
import {
  type Observable,
  Subject,
  defer,
  distinctUntilChanged,
  interval,
  map,
  merge,
  of,
  skip,
  startWith,
} from 'rxjs';
import {
  type ConversationChanges,
  ConversationConflictError,
  type ConversationRow,
  type ConversationStore,
  type StoredConversation,
} from 'venice-rx';

/** The methods of a database that the store calls. */
export interface SqlDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): {
    all(...values: (number | string)[]): unknown[];
    run(...values: (number | string)[]): unknown;
  };
}

// `busy_timeout`: a statement waits for up to 2 seconds while another process writes.
const schema = `
  PRAGMA busy_timeout = 2000;
  CREATE TABLE IF NOT EXISTS conversations (
    owner TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, updated_at INTEGER NOT NULL, is_listed INTEGER NOT NULL,
    PRIMARY KEY (owner, id)
  );
  CREATE TABLE IF NOT EXISTS conversation_rows (
    owner TEXT NOT NULL, conversation TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (owner, conversation, type, id)
  );
  CREATE INDEX IF NOT EXISTS conversation_revisions ON conversation_rows (owner, conversation, revision);
`;

/**
 * Creates the store of one user. Pages choose the ids of conversations, so every statement also compares the owner.
 *
 * @param owner - Id of the user of the session; never a value from a request, such as its body or its URL.
 */
export function sqliteStore(database: SqlDatabase, owner: string): ConversationStore {
  database.exec(schema);
  const appended = new Subject<string>();
  const all = <T>(sql: string, ...values: (number | string)[]): T[] =>
    database.prepare(sql).all(...values) as T[];

  const getRevision = (id: string): number =>
    all<{ revision: number }>('SELECT revision FROM conversations WHERE owner = ? AND id = ?', owner, id)[0]
      ?.revision ?? 0;

  const read = (id: string, since: number): ConversationChanges => {
    const rows = all<ConversationRow & { value: string }>(
      'SELECT type, id, value FROM conversation_rows WHERE owner = ? AND conversation = ? AND revision > ?',
      owner,
      id,
      since,
    );
    return {
      revision: getRevision(id),
      rows: rows.map((row) => ({ type: row.type, id: row.id, value: JSON.parse(row.value) as unknown })),
    };
  };

  const write = (id: string, rows: readonly ConversationRow[], isListed: boolean): number => {
    const revision = getRevision(id) + 1;
    database
      .prepare(
        `INSERT INTO conversations (owner, id, revision, updated_at, is_listed) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (owner, id) DO UPDATE SET revision = excluded.revision, updated_at = excluded.updated_at,
         is_listed = excluded.is_listed`,
      )
      .run(owner, id, revision, Date.now(), Number(isListed));
    const put = database.prepare(
      `INSERT INTO conversation_rows (owner, conversation, type, id, value, revision) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (owner, conversation, type, id) DO UPDATE SET value = excluded.value, revision = excluded.revision`,
    );
    for (const row of rows) put.run(owner, id, row.type, row.id, JSON.stringify(row.value), revision);
    return revision;
  };

  const isListed = (id: string): boolean =>
    all('SELECT id FROM conversations WHERE owner = ? AND id = ? AND is_listed = 1', owner, id).length > 0;

  /** Runs synchronously for each subscriber, in a transaction. `BEGIN` does not wait for a writer, `BEGIN IMMEDIATE` does. */
  const inTransaction = <T>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): Observable<T> =>
    defer(() => {
      database.exec(begin);
      try {
        const result = work();
        database.exec('COMMIT');
        return of(result);
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    });

  return {
    load: (id, since = 0) => inTransaction('BEGIN', () => read(id, since)),
    append: (id, rows, revision) =>
      inTransaction('BEGIN IMMEDIATE', () => {
        if (getRevision(id) !== revision) {
          const message = 'the conversation has been changed by another writer';
          const changes = read(id, revision);
          throw new ConversationConflictError({ message, conversationId: id, changes });
        }
        const hasEntry = rows.some(({ type, value }) => type === 'entry' && value !== null);
        return write(id, rows, hasEntry || isListed(id));
      }).pipe(notifyWatchers(id)),
    list: () =>
      inTransaction('BEGIN', () =>
        all<StoredConversation>(
          `SELECT id, revision, updated_at AS updatedAt FROM conversations
           WHERE owner = ? AND is_listed = 1 ORDER BY updated_at DESC`,
          owner,
        ),
      ),
    delete: (id) =>
      inTransaction('BEGIN IMMEDIATE', () => {
        const rows = read(id, 0).rows.map((row) => ({ ...row, value: null }));
        if (rows.length > 0) write(id, rows, false);
      }).pipe(notifyWatchers(id)),
    // Other processes do not notify this process, which therefore reads the revision every second.
    changes: (id) =>
      merge(appended, interval(1000)).pipe(
        startWith(undefined),
        map(() => getRevision(id)),
        distinctUntilChanged(),
        skip(1),
      ),
  };

  function notifyWatchers<T>(id: string) {
    return map((result: T) => {
      appended.next(id);
      return result;
    });
  }
}
