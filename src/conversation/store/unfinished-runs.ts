import { asyncScheduler } from 'rxjs';

/** Milliseconds without news after which a run counts as ended: after the same time, its process has lost the right to send. */
const silence = 30_000;

/** The runs of other conversations with the same store that are not known to have ended, by the id of their entry. */
export class UnfinishedRuns {
  /** The time of the last news of each run. */
  readonly #heardAt = new Map<string, number>();
  /** The runs that were ended here. If there is news of one of them afterwards, its process is alive. */
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
   * Removes runs and returns their ids, so that the caller, which holds the lock, can end them: the runs without news for 30 seconds, and
   * with `all` also the runs that were never ended here, since their process would hold the lock if it were alive.
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

  /** Milliseconds until the first run has been without news for too long. */
  get timeLeft(): number {
    return Math.min(...this.#heardAt.values()) + silence - asyncScheduler.now();
  }
}
