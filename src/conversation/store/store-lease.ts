import {
  type Observable,
  asyncScheduler,
  concatMap,
  defer,
  finalize,
  ignoreElements,
  interval,
  merge,
  noop,
  of,
  race,
  take,
  tap,
  timeout,
  timer,
} from 'rxjs';
import type { ConversationLock } from './conversation-lock.js';
import type { Sender } from './read-rows.js';
import { storePatience } from './turn.js';

/** Milliseconds after which the right to send of a process that does not renew it has expired. */
const lease = 30_000;
const renewal = 10_000;

/** The row that says who may send. */
export interface SenderRow {
  /** Id of this conversation among those over the store. */
  readonly owner: string;
  /** Merges what others have saved, and emits the current sender. */
  readonly read: () => Observable<Sender | null>;
  /** Emits when another sender, or none, becomes known. */
  readonly changes: Observable<unknown>;
  /** Writes the row once, subscribed to or not, if no other writer was faster; else merges, and emits false. */
  readonly claim: (sender: Sender) => Observable<boolean>;
  /** Writes the row soon. */
  readonly set: (sender: Sender | null) => void;
}

/** The lock of conversations without `navigator.locks`: a row of the store, which the first writer of a revision gets. */
export function storeLease({ owner, read, changes, claim, set }: SenderRow): ConversationLock {
  const toSender = (): Sender => ({ owner, at: asyncScheduler.now() });
  const hold = defer(() =>
    merge(
      of(undefined),
      interval(renewal).pipe(
        tap(() => {
          set(toSender());
        }),
        ignoreElements(),
      ),
    ),
  ).pipe(
    finalize(() => {
      set(null);
    }),
  );
  /** A claim that succeeds after the caller has stopped waiting is released at once. */
  const claimInTime = (): Observable<boolean> => {
    let isAwaited = true;
    const claimed = claim(toSender());
    claimed.subscribe({
      next: (isClaimed) => {
        if (isClaimed && !isAwaited) set(null);
      },
      error: noop,
    });
    return claimed.pipe(
      timeout(storePatience),
      finalize(() => {
        isAwaited = false;
      }),
    );
  };
  const attempt = (): Observable<unknown> =>
    read().pipe(
      timeout(storePatience),
      concatMap((sender) => {
        const left = sender === null || sender.owner === owner ? 0 : sender.at + lease - asyncScheduler.now();
        if (left > 0) {
          return race(changes, timer(Math.min(left, lease))).pipe(take(1), concatMap(attempt));
        }
        return claimInTime().pipe(concatMap((isClaimed) => (isClaimed ? hold : attempt())));
      }),
    );
  return attempt;
}
