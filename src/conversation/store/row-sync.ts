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

/** Milliseconds before a failed call is repeated; each wait is twice as long as the one before. */
const firstWait = 500;
const longestWait = 30_000;
/** Loads, one after the other, of a store that does not have what it has announced. */
const maxLateLoads = 20;
/** Milliseconds after `close` for which unsaved rows are written again. */
const timeToClose = 30_000;

/** The conversation whose rows are saved. */
export interface RowSource {
  /** The current values of rows; `error` if one of them cannot be saved. */
  readonly read: (keys: readonly RowKey[]) => {
    readonly rows: readonly ConversationRow[];
    readonly error?: Error;
  };
  /** Takes note of rows that are being written. The returned function is called if they have not been. */
  readonly writing: (rows: readonly ConversationRow[]) => () => void;
  /** Takes note of rows that have been written. */
  readonly written: (rows: readonly ConversationRow[]) => void;
  /** Takes rows that another writer has appended. */
  readonly merge: (rows: readonly ConversationRow[]) => void;
  /** Takes all rows of a store that has lost some, and marks the rows that the store does not have. */
  readonly restore: (rows: readonly ConversationRow[]) => void;
  /** `saveError` or `isIdle` may have changed. */
  readonly notify: () => void;
}

/** Saves the rows of a conversation in batches, and merges those of other writers: one call of the store at a time. */
export class RowSync {
  readonly dirty = new RowSet();
  readonly #store: ConversationStore;
  readonly #id: string;
  readonly #source: RowSource;
  readonly #calls = new StoreCalls(() => {
    this.#settle();
  });
  /** Everything is saved, before others are notified: the right to send can be released, which is another write. */
  readonly #written = new Subject<void>();
  readonly #settled = new Subject<void>();
  /** Marked rows have been written. */
  readonly #appended = new Subject<void>();
  readonly #unconfirmed = new UnconfirmedRows();
  #revision = 0;
  /** Whether the store has lost rows that are not restored yet. */
  #hasLost = false;
  /** The highest revision that was announced since the last load began; infinite if it is not known. */
  #announced = 0;
  /** Whether what was announced is being loaded, or will be loaded again. */
  #isCatchingUp = false;
  #failures = 0;
  #error: Error | undefined;
  /** The next write, at once or after a failure. */
  #next: Subscription | undefined;
  readonly #following = new Subscription();
  #closedAt: number | undefined;
  /** The time for the rest; runs until everything is saved. */
  #closing: Subscription | undefined;

  constructor(store: ConversationStore, id: string, source: RowSource) {
    this.#store = store;
    this.#id = id;
    this.#source = source;
  }

  /** Why the last write has failed; undefined once one has succeeded. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Whether everything is saved, and no call is active. */
  get isIdle(): boolean {
    return this.dirty.size === 0 && this.#calls.isIdle;
  }

  /** Reads all rows. Also fails if the caller cannot read them. */
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

  /** Merges what others append from now on. */
  follow(): void {
    let isFirst = true;
    const changes = defer(() => {
      // Notifications may have been lost before.
      if (!isFirst) this.#announce(undefined);
      isFirst = false;
      return from(this.#store.changes(this.#id));
    }).pipe(retry({ delay: (_, count) => timer(toWait(count)), resetOnSuccess: true }));
    this.#following.add(
      // Another conversation notifies in its own context.
      this.#calls.inContext(changes).subscribe({
        next: (revision) => {
          this.#announce(revision);
        },
        error: noop,
      }),
    );
  }

  #announce(revision: number | undefined): void {
    // A lower revision is a late notification, or that of a store that was emptied.
    const isKnown = revision !== undefined && revision >= this.#revision;
    this.#announced = Math.max(this.#announced, isKnown ? revision : Infinity);
    if (this.#isBehind && !this.#isCatchingUp) this.#catchUp(1);
  }

  get #isBehind(): boolean {
    return this.#hasLost || this.#announced > this.#revision;
  }

  /** Merges what was announced; again if the store has failed. */
  #catchUp(attempt: number): void {
    this.#isCatchingUp = true;
    const announced = this.#announced;
    const retryAfter = (wait: number): void => {
      this.#following.add(
        callAfter(wait, () => {
          this.#catchUp(attempt + 1);
        }),
      );
    };
    this.#pull(() => this.#isBehind && !this.#following.closed).subscribe({
      complete: () => {
        const isLate = announced !== Infinity && this.#announced === announced && this.#isBehind;
        if (isLate && attempt < maxLateLoads) {
          retryAfter(firstWait);
          return;
        }
        if (isLate) this.#announced = 0;
        this.#isCatchingUp = false;
        if (this.#isBehind && !this.#following.closed) this.#catchUp(1);
      },
      error: () => {
        retryAfter(toWait(attempt));
      },
    });
  }

  /** Merges what others have appended so far. Fails as the store does. */
  pull(): Observable<void> {
    return this.#pull(() => true);
  }

  #pull(isNeeded: () => boolean): Observable<void> {
    return this.#calls.add(() => {
      if (!isNeeded()) return of(undefined);
      const announced = this.#announced;
      // What is announced from now on may not be in the result.
      this.#announced = 0;
      return toResult(() => this.#store.load(this.#id, this.#revision)).pipe(
        concatMap((changes) => {
          // A store that reads from a replica may not have what it has announced yet.
          const isLate = changes.revision >= this.#revision && announced !== Infinity;
          if (isLate && changes.revision < announced) this.#announced = Math.max(this.#announced, announced);
          return this.#merge(changes);
        }),
        catchError((error: unknown) => {
          this.#announced = Math.max(this.#announced, announced);
          return rethrow(error);
        }),
      );
    });
  }

  /** Saves a row soon, with all others that have changed. */
  mark(key: RowKey): void {
    this.dirty.add(key);
    this.schedule();
  }

  schedule(): void {
    if (this.#next === undefined) this.#writeAfter(0);
  }

  /**
   * Writes one row if no other writer has written since the last merge; merges otherwise, and emits false. Fails if there is nothing to merge.
   *
   * @param isFree - Whether the row may still be written: another call may have merged rows of others before this one.
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

  /** Emits once everything is saved. Fails if the conversation was closed, and could not be saved in time. */
  saved(): Observable<void> {
    const settled = this.#settled.pipe(
      filter(() => this.isIdle),
      take(1),
    );
    return defer(() => (this.isIdle ? of(undefined) : settled)).pipe(bindContext());
  }

  /** Emits once a row that has been marked is written. */
  rowWritten(key: RowKey): Observable<void> {
    return this.#appended.pipe(
      filter(() => !this.dirty.has(key)),
      take(1),
    );
  }

  /** Emits as `saved`, but earlier: those who wait for `saved` also wait for what is written now. */
  written(): Observable<void> {
    return defer(() => (this.isIdle ? of(undefined) : this.#written.pipe(take(1))));
  }

  /** Saves the rest, and ends. */
  close(): void {
    this.#closedAt = asyncScheduler.now();
    // A call that is not answered must not delay the end.
    this.#closing = callAfter(timeToClose, () => {
      const silence = new Error(`the store has not answered within ${timeToClose / 1000} seconds`);
      this.#end(this.#error ?? toStoreError(silence, this.#id, 'append'));
    });
    this.#writeAfter(0);
  }

  #writeAfter(wait: number): void {
    this.#next?.unsubscribe();
    this.#next = callAfter(wait, () => {
      this.#next = undefined;
      void this.#calls.add(() => this.#write());
    });
  }

  #write(): Observable<unknown> {
    // Another write is scheduled, possibly after a wait, which this one must not bypass.
    if (this.#next !== undefined) return EMPTY;
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
      const undo = this.#source.writing(rows);
      return toResult(() => this.#store.append(this.#id, rows, this.#revision)).pipe(
        tap((revision) => {
          this.#revision = revision;
          this.#unconfirmed.clear();
          this.#source.written(rows);
        }),
        catchError((error: unknown) => {
          // After any other error, they may have been written.
          if (isConflict(error)) undo();
          else this.#unconfirmed.add(rows);

          return rethrow(error);
        }),
      );
    });
  }

  /** Merges the rows that others have written; all rows if the store has lost some. Fails if they cannot be read. */
  #merge({ revision, rows }: ConversationChanges): Observable<void> {
    if (this.#hasLost || revision < this.#revision) return this.#restore();
    return defer(() => {
      // An entry that was written here is not news: it may have changed here since.
      const isOwn = (row: ConversationRow): boolean => row.type === 'entry' && this.#unconfirmed.has(row);
      this.#source.written(rows.filter(isOwn));
      this.#source.merge(rows.filter((row) => !isOwn(row)));
      this.#unconfirmed.clear();
      this.#revision = revision;
      return of(undefined);
    });
  }

  #restore(): Observable<void> {
    this.#hasLost = true;
    // Nothing that the store may have written since is skipped.
    this.#revision = 0;
    return toResult(() => this.#store.load(this.#id)).pipe(
      map(({ revision, rows }) => {
        this.#source.restore(rows);
        this.#revision = revision;
        this.#hasLost = false;
      }),
    );
  }

  /** Merges the rows of a conflict; fails if there are none, or they cannot be read. */
  #mergeConflict(cause: unknown): Observable<void> {
    return defer(() => {
      const isNews = isConflict(cause) && cause.changes.revision !== this.#revision;
      return isNews ? this.#merge(cause.changes) : rethrow(cause);
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
    this.#next?.unsubscribe();
    this.#next = undefined;
    this.#closing?.unsubscribe();
    this.#following.unsubscribe();
    if (error) this.#settled.error(error);
  }
}

function toWait(failures: number): number {
  return Math.min(longestWait, firstWait * 2 ** (failures - 1)) * (0.8 + Math.random() * 0.2);
}

function toStoreError(cause: unknown, conversationId: string, operation: 'append' | 'load') {
  const verb = operation === 'load' ? 'loaded' : 'saved';
  const message = `the conversation could not be ${verb}: its store has failed`;
  return new ConversationStoreError({ message, cause, conversationId, operation });
}
