import {
  type Observable,
  asyncScheduler,
  concatMap,
  defer,
  filter,
  finalize,
  ignoreElements,
  interval,
  map,
  merge,
  noop,
  of,
  race,
  take,
  takeUntil,
  tap,
  timeout,
  timer,
} from 'rxjs';
import type { ConversationLock } from './conversation-lock.js';
import type { Sender } from './read-rows.js';
import { maxStoreWait } from './send-lock.js';

/** Milliseconds after its last renewal for which the lock is held. */
const lockLifetime = 30_000;
/** Milliseconds between two renewals. */
const renewalInterval = 10_000;

/** Reads and writes the `sender` row of a store for {@link rowLock}. */
export interface RowLockOptions {
  /** Random id of this conversation object, which distinguishes it from others with the same store. */
  readonly owner: string;
  /** Merges the rows that others have saved, and emits the current sender. */
  readonly read: () => Observable<Sender | null>;
  /** Emits the current sender after each merge. */
  readonly changes: Observable<Sender | null>;
  /**
   * Writes the row in place of `before`, even without a subscriber, and emits true. If another writer was faster, merges its rows instead, and
   * emits false.
   */
  readonly claim: (sender: Sender, before: Sender | null) => Observable<boolean>;
  /** Writes the row soon, unless another conversation has the lock. */
  readonly set: (sender: Sender | null) => void;
}

/** The lock of conversations without `navigator.locks`: the `sender` row of the store, which the first writer of a revision gets. */
export function rowLock({ owner, read, changes, claim, set }: RowLockOptions): ConversationLock {
  const toSender = (): Sender => ({ owner, at: asyncScheduler.now() });
  const lost = changes.pipe(
    // Null means that another conversation has had the lock in the meantime, and has released it.
    filter((sender) => sender?.owner !== owner),
    map(() => {
      throw new Error('another conversation has the lock');
    }),
  );
  const hold = defer(() =>
    merge(
      of(undefined),
      interval(renewalInterval).pipe(
        tap(() => {
          set(toSender());
        }),
        ignoreElements(),
      ),
    ),
  ).pipe(
    // If the process was suspended for more than 30 seconds, another conversation may have the lock.
    takeUntil(lost),
    finalize(() => {
      set(null);
    }),
  );
  /** Claims the lock. A claim that succeeds after the caller has stopped waiting is released at once. */
  const claimInTime = (before: Sender | null): Observable<boolean> => {
    let isAwaited = true;
    const claimed = claim(toSender(), before);
    claimed.subscribe({
      next: (isClaimed) => {
        if (isClaimed && !isAwaited) set(null);
      },
      error: noop,
    });
    return claimed.pipe(
      timeout(maxStoreWait),
      finalize(() => {
        isAwaited = false;
      }),
    );
  };
  const attempt = (): Observable<unknown> =>
    read().pipe(
      timeout(maxStoreWait),
      concatMap((sender) => {
        const timeLeft =
          sender === null || sender.owner === owner ? 0 : sender.at + lockLifetime - asyncScheduler.now();
        if (timeLeft > 0) {
          return race(changes, timer(Math.min(timeLeft, lockLifetime))).pipe(take(1), concatMap(attempt));
        }
        return claimInTime(sender).pipe(concatMap((isClaimed) => (isClaimed ? hold : attempt())));
      }),
    );
  return attempt;
}
