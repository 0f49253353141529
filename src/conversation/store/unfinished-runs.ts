import { asyncScheduler } from 'rxjs';

/** Milliseconds without news after which a run counts as ended: its process has not renewed its lease either. */
const silence = 30_000;

/** The runs of other conversations over the same store that are not known to have ended, by the id of their entry. */
export class UnfinishedRuns {
  /** The time of the last news of each. */
  readonly #heardAt = new Map<string, number>();
  /** Those that were ended here once, and went on: their process is alive after all. */
  readonly #ended = new Set<string>();

  get size(): number {
    return this.#heardAt.size;
  }

  get ids(): readonly string[] {
    return [...this.#heardAt.keys()];
  }

  /** Adds a run, or notes that there is news of it. */
  add(id: string): void {
    this.#heardAt.set(id, asyncScheduler.now());
  }

  delete(id: string): void {
    this.#heardAt.delete(id);
  }

  /**
   * Removes runs and returns their ids, for a caller that holds the lock to end them: those without news for 30 seconds, and with `all`
   * also those that were never ended here, since their process would hold the lock.
   */
  take(which: 'all' | 'silent'): readonly string[] {
    const last = asyncScheduler.now() - silence;
    const ids = [...this.#heardAt].flatMap(([id, at]) =>
      at <= last || (which === 'all' && !this.#ended.has(id)) ? [id] : [],
    );
    for (const id of ids) {
      this.#heardAt.delete(id);
      this.#ended.add(id);
    }
    return ids;
  }

  /** Milliseconds until the first of them has been without news for too long. */
  get timeLeft(): number {
    return Math.min(...this.#heardAt.values()) + silence - asyncScheduler.now();
  }
}
