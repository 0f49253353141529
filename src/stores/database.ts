import { Observable, defer } from 'rxjs';

/** Opens the database for each subscriber that finds it closed; a connection is shared until the browser closes it. */
export function openDatabase(name: string): Observable<IDBDatabase> {
  let opened: Promise<IDBDatabase> | undefined;
  return defer(() => {
    opened ??= open(name, () => {
      opened = undefined;
    });
    return opened;
  });
}

function open(name: string, onClose: () => void): Promise<IDBDatabase> {
  const opening = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      const database = request.result;
      database.createObjectStore('conversations', { keyPath: 'id' });
      const rows = database.createObjectStore('rows', { keyPath: ['conversation', 'type', 'id'] });
      rows.createIndex('revisions', ['conversation', 'revision']);
    };
    request.onerror = () => {
      reject(toError(request.error));
    };
    request.onsuccess = () => {
      const database = request.result;
      // Another tab deletes the database, or has a newer version of it.
      database.onversionchange = () => {
        database.close();
        onClose();
      };
      database.onclose = onClose;
      resolve(database);
    };
  });
  opening.catch(onClose);
  return opening;
}

/**
 * Runs work in one transaction, and emits its result once the transaction has completed. An error aborts it. The work must not wait
 * for anything but requests of the transaction.
 */
export function inTransaction<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (transaction: IDBTransaction) => Observable<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    const transaction = database.transaction(['conversations', 'rows'], mode);
    const results: T[] = [];
    transaction.oncomplete = () => {
      for (const result of results) subscriber.next(result);
      subscriber.complete();
    };
    transaction.onabort = () => {
      subscriber.error(toError(transaction.error));
    };
    work(transaction).subscribe({
      next: (result) => results.push(result),
      error: (error: unknown) => {
        subscriber.error(error);
        try {
          transaction.abort();
        } catch {
          // A failed request has aborted it.
        }
      },
    });
  });
}

/** Emits the result of a request, synchronously with its event: a transaction ends when it has no requests. */
export function toResult<T>(request: IDBRequest<T>): Observable<T> {
  return new Observable((subscriber) => {
    request.onsuccess = () => {
      subscriber.next(request.result);
      subscriber.complete();
    };
    request.onerror = () => {
      subscriber.error(toError(request.error));
    };
  });
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error('IndexedDB has failed', { cause: error });
}
