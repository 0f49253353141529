import { asyncScheduler } from 'rxjs';

/** Milliseconds without a change after which a run counts as ended. After the same time, the send lock of its process has expired. */
const maxSilence = 30_000;

/** The runs of other conversations with the same id and store that may still be active, by the id of their entry. */
export class UnfinishedRuns {
  /** The time of the last change of each run. */
  readonly #changedAt = new Map<string, number>();
  /** The runs that this conversation has ended. If such a run changes afterwards, its process is alive. */
  readonly #ended = new Set<string>();

  get size(): number {
    return this.#changedAt.size;
  }

  get ids(): readonly string[] {
    return [...this.#changedAt.keys()];
  }

  /** Adds a run, or notes that it has changed. */
  add(id: string): void {
    this.#changedAt.set(id, asyncScheduler.now());
  }

  delete(id: string): void {
    this.#changedAt.delete(id);
  }

  /**
   * Removes runs and returns their ids, so that the caller, which has the lock, can end them. `silent` takes the runs that have not changed
   * for 30 seconds. `all` also takes the others, since a process that is alive would have the lock; but no run that this conversation has
   * ended before, since the process of such a run is alive.
   */
  take(which: 'all' | 'silent'): readonly string[] {
    const last = asyncScheduler.now() - maxSilence;
    const ids = [...this.#changedAt].flatMap(([id, at]) =>
      at <= last || (which === 'all' && !this.#ended.has(id)) ? [id] : [],
    );
    for (const id of ids) {
      this.#changedAt.delete(id);
      this.#ended.add(id);
    }
    return ids;
  }

  /** Milliseconds until a run has not changed for too long. */
  get timeLeft(): number {
    return Math.min(...this.#changedAt.values()) + maxSilence - asyncScheduler.now();
  }
}
