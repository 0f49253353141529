import { Observable, defer, noop } from 'rxjs';

/** Emits a connection to the database, which all subscribers share. If it was closed, the next subscriber opens another one. */
export function openDatabase(name: string): Observable<IDBDatabase> {
  let connection: Promise<IDBDatabase> | undefined;
  return defer(() => {
    connection ??= open(name, () => {
      connection = undefined;
    });
    return connection;
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
      // Another tab wants to delete or upgrade the database, and waits until all connections are closed.
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
 * Subscribes to `work` in one transaction, and emits its result once the transaction has completed. An error of `work` aborts the
 * transaction; unsubscribing does not. `work` must not wait for anything except requests of the transaction, or the browser completes the
 * transaction too early.
 *
 * @param onComplete - Called with the result once the transaction has completed, even after an unsubscription.
 */
export function inTransaction<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (transaction: IDBTransaction) => Observable<T>,
  onComplete: (result: T) => void = noop,
): Observable<T> {
  return new Observable((subscriber) => {
    const transaction = database.transaction(['conversations', 'rows'], mode);
    const results: T[] = [];
    transaction.oncomplete = () => {
      for (const result of results) {
        onComplete(result);
        subscriber.next(result);
      }
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
          // A failed request has already aborted the transaction.
        }
      },
    });
  });
}

/** Emits the result of a request while the `success` event is dispatched, so that the subscriber can add a request to the transaction. */
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
