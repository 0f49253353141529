import { asyncScheduler } from 'rxjs';

/** Milliseconds without news after which a run has ended: those of a lease, which its process no longer renews. */
const silence = 30_000;

/** The runs of other conversations over the same store that have not ended as far as it is known, by the id of their entry. */
export class UnfinishedRuns {
  /** The time of the last news of each. */
  readonly #heardAt = new Map<string, number>();
  /** Those that were ended here once, and went on: their process is alive after all. */
  readonly #ended = new Set<string>();

  get size(): number {
    return this.#heardAt.size;
  }

  /** Adds a run, or notes that there is news of it. */
  add(id: string): void {
    this.#heardAt.set(id, asyncScheduler.now());
  }

  delete(id: string): void {
    this.#heardAt.delete(id);
  }

  /** Takes the ids of those out that never end by themselves, for a caller that holds the lock to end them. */
  take(isEnded: 'all new' | 'silent'): readonly string[] {
    const last = asyncScheduler.now() - silence;
    const ids = [...this.#heardAt].flatMap(([id, at]) =>
      at <= last || (isEnded === 'all new' && !this.#ended.has(id)) ? [id] : [],
    );
    for (const id of ids) {
      this.#heardAt.delete(id);
      this.#ended.add(id);
    }
    return ids;
  }

  /** Milliseconds until the first of them is silent for too long. */
  get timeLeft(): number {
    return Math.min(...this.#heardAt.values()) + silence - asyncScheduler.now();
  }
}
