import { type Observable, Subject, defer, finalize } from 'rxjs';
import type { RunBell } from './run-store.js';

/** Emits the notifications of each run to its watchers. Keeps nothing for runs without watchers. */
export class MemoryBells {
  readonly #bells = new Map<string, Subject<RunBell>>();

  ring(id: string, bell: RunBell): void {
    this.#bells.get(id)?.next(bell);
  }

  notifications(id: string): Observable<RunBell> {
    return defer(() => {
      const bell = this.#bells.get(id) ?? new Subject<RunBell>();
      this.#bells.set(id, bell);
      return bell.pipe(
        finalize(() => {
          if (!bell.observed) this.#bells.delete(id);
        }),
      );
    });
  }
}
