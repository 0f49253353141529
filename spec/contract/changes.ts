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

/** Milliseconds after which `when` rejects. Only ends a hang; less than the timeout of a spec. */
const maxWait = 60_000;

/** Base class of objects that change, so that a spec can wait for a condition instead of sleeping. */
export class Changes {
  readonly #changes = new Subject<void>();
  /** Emits at every change. */
  readonly changes: Observable<void> = this.#changes.asObservable();

  /** Checks the conditions of `when` again. To be called after every change. */
  readonly notify = (): void => {
    this.#changes.next();
  };

  /** Resolves as soon as the condition is true. Rejects with the state of this object if that takes too long. */
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
    // Without `node:util`, since specs in browsers use this class too.
    const state = Object.entries(this).map(([name, value]) => `${name}: ${describe(value)}`);
    return new Error(`not true within ${within / 1000} s: ${fact.toString()}; state: ${state.join(', ')}`);
  }
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} values`;
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}
