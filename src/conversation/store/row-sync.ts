// One class with more than 150 lines: writes, merges, notifications and retries share the revision and the order of calls.
import {
  EMPTY,
  type Observable,
  Subject,
  Subscription,
  asyncScheduler,
  catchError,
  concatMap,
  defer,
  filter,
  from,
  map,
  noop,
  of,
  retry,
  take,
  tap,
  timer,
} from 'rxjs';
import { bindContext } from '../../async-context/bind-context.js';
import { isConflict } from '../../errors/conversation-conflict-error.js';
import { ConversationStoreError } from '../../errors/conversation-store-error.js';
import { rethrow } from '../../subscribers/rethrow.js';
import type { ConversationChanges, ConversationRow } from '../../wire/conversation-changes.js';
import { callAfter } from './call-after.js';
import type { ConversationStore } from './conversation-store.js';
import type { RowKey } from './row-key.js';
import { RowSet } from './row-set.js';
import { StoreCalls, toResult } from './store-calls.js';
import { UnconfirmedRows } from './unconfirmed-rows.js';

/** Milliseconds before a failed call is repeated. The wait doubles with each further failure, up to `maxWait`. */
const firstWait = 500;
const maxWait = 30_000;
/** Maximum number of loads in a row that do not return the revision of a notification. */
const maxLateLoads = 20;
/** Milliseconds after `close` for which writing unsaved rows is retried; also in the message of the error. */
const timeToClose = 30_000;

/** Reads and changes the conversation whose rows are saved. */
export interface RowSource {
  /** Returns the current values of rows, and an `error` if one of them cannot be saved. */
  readonly read: (keys: readonly RowKey[]) => {
    readonly rows: readonly ConversationRow[];
    readonly error?: Error;
  };
  /** Called before rows are written. The returned function is called if the store has rejected them because of a conflict. */
  readonly onWriting: (rows: readonly ConversationRow[]) => () => void;
  /** Called after rows were written. */
  readonly onWritten: (rows: readonly ConversationRow[]) => void;
  /** Merges rows that another writer has appended. */
  readonly merge: (rows: readonly ConversationRow[]) => void;
  /** Merges all rows of a store that has lost some, and marks the rows that the store does not have. */
  readonly restore: (rows: readonly ConversationRow[]) => void;
  /** Called when the error or `isIdle` may have changed. */
  readonly notify: () => void;
}

/** Saves the rows of a conversation in batches, and merges the rows of other writers: one call of the store at a time. */
export class RowSync {
  readonly dirty = new RowSet();
  readonly #store: ConversationStore;
  readonly #id: string;
  readonly #source: RowSource;
  readonly #calls = new StoreCalls(() => {
    this.#settle();
  });
  /**
   * Emits when everything is saved, before `#settled`. Releasing the send lock, which may be a row, is then written, and `#settled` waits
   * for it.
   */
  readonly #written = new Subject<void>();
  /** Emits when everything is saved; fails if saving ends earlier, after `close`. */
  readonly #settled = new Subject<void>();
  /** Emits when marked rows have been written. */
  readonly #appended = new Subject<void>();
  readonly #unconfirmed = new UnconfirmedRows();
  #revision = 0;
  /** Whether the store has lost rows that are not restored yet. */
  #hasLost = false;
  /**
   * The highest revision of which the store has notified since the last load began; `Infinity` after a notification without a revision, or
   * with one below the current revision.
   */
  #announced = 0;
  /** Whether an announced revision is being loaded, or will be loaded again. */
  #isCatchingUp = false;
  #failures = 0;
  #error: Error | undefined;
  /** The next write, at once or after a failure. */
  #nextWrite: Subscription | undefined;
  readonly #subscriptions = new Subscription();
  #closedAt: number | undefined;
  /** Timer that ends saving after `close`, unless everything is saved earlier. */
  #closeTimer: Subscription | undefined;

  constructor(store: ConversationStore, id: string, source: RowSource) {
    this.#store = store;
    this.#id = id;
    this.#source = source;
  }

  /** Why the last write has failed or has left out a value that cannot be saved; undefined once a write of all values has succeeded. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Whether everything is saved, and no call is active. */
  get isIdle(): boolean {
    return this.dirty.size === 0 && this.#calls.isIdle;
  }

  /** Loads all rows, and passes them to `read`. Fails with a `ConversationStoreError` if the store fails or `read` throws. */
  load(read: (rows: readonly ConversationRow[]) => void): Observable<void> {
    return this.#calls.add(() =>
      toResult(() => this.#store.load(this.#id)).pipe(
        tap(({ revision }) => {
          this.#revision = revision;
        }),
        map(({ rows }) => {
          read(rows);
        }),
        catchError((cause: unknown) => rethrow(toStoreError(cause, this.#id, 'load'))),
      ),
    );
  }

  /** Merges the rows that other writers append from now on. */
  follow(): void {
    let isFirst = true;
    const changes = defer(() => {
      // While `changes` had failed, notifications may have been lost.
      if (!isFirst) this.#announce(undefined);
      isFirst = false;
      return from(this.#store.changes(this.#id));
    }).pipe(retry({ delay: (_, count) => timer(toWait(count)), resetOnSuccess: true }));
    this.#subscriptions.add(
      // The store may notify in the async context of another conversation.
      this.#calls.inContext(changes).subscribe({
        next: (revision) => {
          this.#announce(revision);
        },
        error: noop,
      }),
    );
  }

  #announce(revision: number | undefined): void {
    // A revision below the current one comes from a late notification, or from a store that has lost its data.
    const isKnown = revision !== undefined && revision >= this.#revision;
    this.#announced = Math.max(this.#announced, isKnown ? revision : Infinity);
    if (this.#isOutdated && !this.#isCatchingUp) this.#catchUp(1);
  }

  get #isOutdated(): boolean {
    return this.#hasLost || this.#announced > this.#revision;
  }

  /** Loads and merges the announced revision. Tries again if the store fails, or does not have this revision yet. */
  #catchUp(attempt: number): void {
    this.#isCatchingUp = true;
    const announced = this.#announced;
    const retryAfter = (wait: number): void => {
      this.#subscriptions.add(
        callAfter(wait, () => {
          this.#catchUp(attempt + 1);
        }),
      );
    };
    this.#pull(() => this.#isOutdated && !this.#subscriptions.closed).subscribe({
      complete: () => {
        const isLate = announced !== Infinity && this.#announced === announced && this.#isOutdated;
        if (isLate && attempt < maxLateLoads) {
          retryAfter(firstWait);
          return;
        }
        if (isLate) this.#announced = 0;
        this.#isCatchingUp = false;
        if (this.#isOutdated && !this.#subscriptions.closed) this.#catchUp(1);
      },
      error: () => {
        retryAfter(toWait(attempt));
      },
    });
  }

  /** Loads and merges the rows that other writers have appended so far. Fails if the store fails. */
  pull(): Observable<void> {
    return this.#pull(() => true);
  }

  #pull(isNeeded: () => boolean): Observable<void> {
    return this.#calls.add(() => {
      if (!isNeeded()) return of(undefined);
      const announced = this.#announced;
      // A revision that is announced from now on is possibly not in the result.
      this.#announced = 0;
      return toResult(() => this.#store.load(this.#id, this.#revision)).pipe(
        concatMap((changes) => {
          // A store that reads from a replica of its database may not have the announced revision yet.
          const isComparable = changes.revision >= this.#revision && announced !== Infinity;
          if (isComparable && changes.revision < announced)
            this.#announced = Math.max(this.#announced, announced);
          return this.#merge(changes);
        }),
        catchError((error: unknown) => {
          this.#announced = Math.max(this.#announced, announced);
          return rethrow(error);
        }),
      );
    });
  }

  /** Saves a row soon, together with all others that have changed. */
  mark(key: RowKey): void {
    this.dirty.add(key);
    this.schedule();
  }

  schedule(): void {
    if (this.#nextWrite === undefined) this.#writeAfter(0);
  }

  /**
   * Writes one row if no other writer has written since the last merge, and emits true. Otherwise merges the rows of the other writers, and
   * emits false. Fails if the store fails.
   *
   * @param isFree - Whether the row may still be written: a call before this one may have merged rows of others.
   */
  claim(row: ConversationRow, isFree: () => boolean): Observable<boolean> {
    return this.#calls.add(() => {
      if (!isFree()) return of(false);
      if (this.#hasLost) return this.#restore().pipe(map(() => false));
      return this.#append([row]).pipe(
        map(() => true),
        catchError((error: unknown) => this.#mergeConflict(error).pipe(map(() => false))),
      );
    });
  }

  /** Emits once everything is saved. Fails if the conversation was closed, and could not be saved within 30 seconds. */
  whenSaved(): Observable<void> {
    const settled = this.#settled.pipe(
      filter(() => this.isIdle),
      take(1),
    );
    return defer(() => (this.isIdle ? of(undefined) : settled)).pipe(bindContext());
  }

  /** Emits once a marked row is written. */
  whenRowWritten(key: RowKey): Observable<void> {
    return this.#appended.pipe(
      filter(() => !this.dirty.has(key)),
      take(1),
    );
  }

  /** Emits like `whenSaved`, but earlier: rows that its subscriber marks are written before `whenSaved` emits. */
  whenWritten(): Observable<void> {
    return defer(() => (this.isIdle ? of(undefined) : this.#written.pipe(take(1))));
  }

  /** Saves the unsaved rows within 30 seconds, and receives no more changes of others afterwards. */
  close(): void {
    this.#closedAt = asyncScheduler.now();
    // The end must not wait for a call to which the store never responds.
    this.#closeTimer = callAfter(timeToClose, () => {
      const timeoutError = new Error('the store has not answered within 30 seconds');
      this.#end(this.#error ?? toStoreError(timeoutError, this.#id, 'append'));
    });
    this.#writeAfter(0);
  }

  #writeAfter(wait: number): void {
    this.#nextWrite?.unsubscribe();
    this.#nextWrite = callAfter(wait, () => {
      this.#nextWrite = undefined;
      void this.#calls.add(() => this.#write());
    });
  }

  #write(): Observable<unknown> {
    // The rows are left to the scheduled write: after a failure, they must not be written before its time.
    if (this.#nextWrite !== undefined) return EMPTY;
    if (this.#hasLost) {
      return this.#restore().pipe(
        concatMap(() => this.#write()),
        catchError((cause: unknown) => this.#writeLater(cause)),
      );
    }
    const keys = this.dirty.take();
    const { rows, error } = this.#source.read(keys);
    if (rows.length === 0) {
      this.#setError(error);
      return EMPTY;
    }
    return this.#append(rows).pipe(
      tap(() => {
        this.#failures = 0;
        this.#setError(error);
        this.#appended.next();
      }),
      catchError((cause: unknown) => {
        for (const key of keys) this.dirty.add(key);
        return this.#mergeConflict(cause).pipe(
          tap(() => {
            this.#writeAfter(0);
          }),
          catchError(() => this.#writeLater(cause)),
        );
      }),
    );
  }

  #writeLater(cause: unknown): Observable<never> {
    this.#setError(toStoreError(cause, this.#id, 'append'));
    this.#writeAfter(toWait((this.#failures += 1)));
    return EMPTY;
  }

  #append(rows: readonly ConversationRow[]): Observable<number> {
    return defer(() => {
      const undo = this.#source.onWriting(rows);
      return toResult(() => this.#store.append(this.#id, rows, this.#revision)).pipe(
        tap((revision) => {
          this.#revision = revision;
          this.#unconfirmed.clear();
          this.#source.onWritten(rows);
        }),
        catchError((error: unknown) => {
          // After any other error, the rows may have been written.
          if (isConflict(error)) undo();
          else this.#unconfirmed.add(rows);

          return rethrow(error);
        }),
      );
    });
  }

  /** Merges the rows that others have written, or all rows if the store has lost some. Fails if the rows are invalid. */
  #merge({ revision, rows }: ConversationChanges): Observable<void> {
    if (this.#hasLost || revision < this.#revision) return this.#restore();
    return defer(() => {
      // An entry that this conversation has written must not be merged: it may have changed here since then.
      const isOwn = (row: ConversationRow): boolean => row.type === 'entry' && this.#unconfirmed.has(row);
      this.#source.onWritten(rows.filter(isOwn));
      this.#source.merge(rows.filter((row) => !isOwn(row)));
      this.#unconfirmed.clear();
      this.#revision = revision;
      return of(undefined);
    });
  }

  #restore(): Observable<void> {
    this.#hasLost = true;
    // If this load fails, a later one must not skip rows either.
    this.#revision = 0;
    return toResult(() => this.#store.load(this.#id)).pipe(
      map(({ revision, rows }) => {
        this.#source.restore(rows);
        this.#revision = revision;
        this.#hasLost = false;
      }),
    );
  }

  /** Merges the rows of a conflict. Fails with `cause` if it is not a conflict, or has the current revision. */
  #mergeConflict(cause: unknown): Observable<void> {
    return defer(() => {
      const hasNewRows = isConflict(cause) && cause.changes.revision !== this.#revision;
      return hasNewRows ? this.#merge(cause.changes) : rethrow(cause);
    });
  }

  #setError(error: Error | undefined): void {
    if (error === this.#error) return;
    this.#error = error;
    this.#source.notify();
  }

  #settle(): void {
    if (this.isIdle) this.#written.next();
    if (this.#closedAt !== undefined) {
      if (this.isIdle) this.#end();
      else if (asyncScheduler.now() - this.#closedAt >= timeToClose) this.#end(this.#error);
    }
    if (this.isIdle) this.#settled.next();
    this.#source.notify();
  }

  #end(error?: Error): void {
    this.#nextWrite?.unsubscribe();
    this.#nextWrite = undefined;
    this.#closeTimer?.unsubscribe();
    this.#subscriptions.unsubscribe();
    if (error) this.#settled.error(error);
  }
}

/** Returns the milliseconds to wait after a number of failures in a row: up to 20 % less at random, so that tabs do not retry together. */
function toWait(failures: number): number {
  return Math.min(maxWait, firstWait * 2 ** (failures - 1)) * (0.8 + Math.random() * 0.2);
}

function toStoreError(cause: unknown, conversationId: string, operation: 'append' | 'load') {
  const verb = operation === 'load' ? 'loaded' : 'saved';
  const message = `the conversation could not be ${verb}: its store has failed`;
  return new ConversationStoreError({ message, cause, conversationId, operation });
}
