import {
  type Observable,
  Subscription,
  catchError,
  defaultIfEmpty,
  defer,
  from,
  map,
  merge,
  noop,
  of,
  switchMap,
  take,
  tap,
  timeout,
  timer,
} from 'rxjs';
import { captureContext } from '#capture-context';
import type { ConversationLock } from './conversation-lock.js';

/** Milliseconds for which the lock is kept after a run whose rows cannot be saved. */
const maxReleaseTime = 1000;

/** Milliseconds for which a command waits for a store that does not answer. */
export const maxStoreWait = 2000;

/** Options of a {@link SendLock}. */
export interface SendLockOptions {
  readonly lock: ConversationLock;
  /** Name of the lock. */
  readonly name: string;
  /** Merges the rows that others have saved. Called when the lock is acquired; an error is ignored. */
  readonly prepare: () => Observable<unknown>;
  /** Emits once everything is saved. */
  readonly whenWritten: () => Observable<unknown>;
  /** Called when the conversation may send: with the lock, or without it if the lock has failed. */
  readonly onAcquired: () => void;
  /** Called when the lock has been released. */
  readonly onReleased: () => void;
}

/**
 * Lets only one of the conversations with the same id and store send at a time: requests the lock, holds it, and releases it once everything
 * is saved.
 */
export class SendLock {
  readonly #options: SendLockOptions;
  #status: 'held' | 'none' | 'releasing' | 'waiting' = 'none';
  /** False if the lock has failed. The conversation then sends without a lock, and others may do so too. */
  #hasLock = false;
  /** Whether another conversation has got the lock while this one held it. */
  #isLost = false;
  #lock: Subscription | undefined;
  #release: Subscription | undefined;

  constructor(options: SendLockOptions) {
    this.#options = options;
  }

  get isWaiting(): boolean {
    return this.#status === 'waiting';
  }

  /** Whether the conversation may send: with the lock, or without it if the lock has failed. */
  get isHeld(): boolean {
    return this.#status === 'held';
  }

  /** Whether the conversation may send, and no other one may. */
  get isExclusive(): boolean {
    return this.isHeld && this.#hasLock;
  }

  /** Requests the lock again if it was lost during a run. */
  renew(): void {
    if (!this.isHeld || !this.#isLost) return;
    this.#end();
    this.#request();
  }

  /** Requests the lock, or releases it. */
  update(isWanted: boolean): void {
    if (isWanted) this.#request();
    else if (this.#status === 'waiting') this.#end();
    else if (this.#status === 'held') this.#startRelease();
  }

  #request(): void {
    if (this.#status === 'releasing') {
      this.#release?.unsubscribe();
      this.#status = 'held';
      this.#options.onAcquired();
    }
    if (this.#status !== 'none') return;
    const { lock, name, prepare, onAcquired } = this.#options;
    const context = captureContext();
    this.#status = 'waiting';
    this.#hasLock = false;
    this.#isLost = false;
    const holding = new Subscription();
    this.#lock = holding;
    const acquired = defer(() => from(lock(name))).pipe(
      map(() => true),
      defaultIfEmpty(true),
      catchError(() => of(false)),
      tap((hasLock) => {
        this.#isLost = this.#hasLock;
        this.#hasLock = hasLock;
      }),
      switchMap(() =>
        prepare().pipe(
          timeout(maxStoreWait),
          catchError(() => of(undefined)),
        ),
      ),
    );
    holding.add(
      acquired.subscribe({
        next: () => {
          if (this.#lock !== holding || this.#status !== 'waiting') return;
          this.#status = 'held';
          context.run(onAcquired);
        },
        error: noop,
      }),
    );
  }

  #startRelease(): void {
    this.#status = 'releasing';
    this.#release = merge(this.#options.whenWritten(), timer(maxReleaseTime))
      .pipe(
        take(1),
        catchError(() => of(undefined)),
      )
      .subscribe({
        next: () => {
          this.#end();
          this.#options.onReleased();
        },
        error: noop,
      });
  }

  #end(): void {
    this.#status = 'none';
    const lock = this.#lock;
    this.#lock = undefined;
    lock?.unsubscribe();
  }
}
