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

/** Milliseconds after which `when` rejects: less than the timeout of a spec, so that its error names the condition. */
const maxWait = 60_000;

/** Base class of objects that change, so that a spec can wait for a condition instead of sleeping. */
export class Changes {
  readonly #changes = new Subject<void>();
  /** Emits at every change. */
  readonly changes: Observable<void> = this.#changes.asObservable();

  /** Checks the conditions of `when` again. Subclasses must call it after every change. */
  readonly notify = (): void => {
    this.#changes.next();
  };

  /** Resolves as soon as the condition is true. Rejects with the state of this object if that takes too long. */
  async when(condition: () => boolean, within = maxWait): Promise<void> {
    await firstValueFrom(
      this.#changes.pipe(
        startWith(undefined),
        filter(condition),
        timeout({ first: within, with: () => throwError(() => this.#createError(condition, within)) }),
        throwIfEmpty(),
      ),
    );
  }

  #createError(condition: () => boolean, within: number): Error {
    // Without `node:util`, since specs in browsers use this class too.
    const state = Object.entries(this).map(([name, value]) => `${name}: ${describe(value)}`);
    return new Error(
      `not true within ${within / 1000} s: ${condition.toString()}; state: ${state.join(', ')}`,
    );
  }
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} values`;
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}
