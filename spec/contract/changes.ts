import {
  type Observable,
  Subject,
  filter,
  firstValueFrom,
  startWith,
  throwError,
  throwIfEmpty,
  timeout,
} from 'rxjs';

/** How long a fact may take to come true, in milliseconds. It only ends a hang, and is shorter than a spec may take. */
const maxWait = 60_000;

/** Lets a test wait for a fact about something that changes, instead of sleeping. */
export class Changes {
  readonly #changes = new Subject<void>();
  /** Emits at every change. */
  readonly changes: Observable<void> = this.#changes.asObservable();

  /** Something has changed. */
  readonly tell = (): void => {
    this.#changes.next();
  };

  /** Resolves as soon as the fact is true; rejects with what is known when it does not come true in time. */
  async when(fact: () => boolean, within = maxWait): Promise<void> {
    await firstValueFrom(
      this.#changes.pipe(
        startWith(undefined),
        filter(fact),
        timeout({ first: within, with: () => throwError(() => this.#missed(fact, within)) }),
        throwIfEmpty(),
      ),
    );
  }

  #missed(fact: () => boolean, within: number): Error {
    // Pages use this class, too, where nothing of Node is there to describe an object.
    const seen = Object.entries(this).map(([name, value]) => `${name}: ${describe(value)}`);
    return new Error(`not true within ${within / 1000} s: ${fact.toString()}; saw ${seen.join(', ')}`);
  }
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} values`;
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}
