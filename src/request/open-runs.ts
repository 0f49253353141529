import type { Subscriber } from 'rxjs';

/** A group of runs that can be ended together. */
export class OpenRuns {
  readonly #runs = new Set<Subscriber<never>>();
  /** The enclosing group, whose end also ends these runs. */
  readonly #outer: OpenRuns | undefined;
  #error: Error | undefined;

  constructor(outer?: OpenRuns) {
    this.#outer = outer;
  }

  /** Whether this group belongs to an enclosing one. */
  get isInner(): boolean {
    return this.#outer !== undefined;
  }

  /** Adds a run, which leaves the group when it ends. Fails the run if the group has ended. */
  enter(run: Subscriber<never>): void {
    const error = this.#reason;
    if (error === undefined) this.#add(run);
    else run.error(error);
  }

  /** Fails all current and later runs with this error. */
  end(error: Error): void {
    this.#error ??= error;
    for (const run of this.#runs) run.error(this.#error);
  }

  get #reason(): Error | undefined {
    return this.#error ?? (this.#outer && this.#outer.#reason);
  }

  #add(run: Subscriber<never>): void {
    this.#runs.add(run);
    if (this.#outer) this.#outer.#add(run);
    run.add(() => this.#runs.delete(run));
  }
}
