import { type Observable, Subject, filter, firstValueFrom, startWith, throwIfEmpty, timeout } from 'rxjs';

/** How long a fact may take to come true, in milliseconds: far longer than it does, far shorter than the test may. */
const patience = 2_000;

/** Lets a test wait for a fact about something that changes, instead of sleeping. */
export class Changes {
  readonly #changes = new Subject<void>();
  /** Emits at every change. */
  readonly changes: Observable<void> = this.#changes.asObservable();

  /** Something has changed. */
  readonly tell = (): void => {
    this.#changes.next();
  };

  /** Resolves as soon as the fact is true; rejects when it does not come true in time. */
  async when(fact: () => boolean, within = patience): Promise<void> {
    await firstValueFrom(
      this.#changes.pipe(startWith(undefined), filter(fact), timeout({ first: within }), throwIfEmpty()),
    );
  }
}
