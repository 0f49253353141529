import type { Subscriber } from 'rxjs';

/** A group of runs that can be ended together. */
export class OpenRuns {
  readonly #runs = new Set<Subscriber<never>>();
  /** The enclosing group, whose end also ends these runs. */
  readonly #outer: OpenRuns | undefined;
  #fault: Error | undefined;

  constructor(outer?: OpenRuns) {
    this.#outer = outer;
  }

  /** Whether this group belongs to an enclosing one. */
  get isInner(): boolean {
    return this.#outer !== undefined;
  }

  /** Adds a run until it ends. Fails it if the group has ended. */
  enter(run: Subscriber<never>): void {
    const error = this.#reason;
    if (error === undefined) this.#add(run);
    else run.error(error);
  }

  /** Fails all current and later runs with this error. */
  end(error: Error): void {
    this.#fault ??= error;
    for (const run of this.#runs) run.error(this.#fault);
  }

  get #reason(): Error | undefined {
    return this.#fault ?? (this.#outer && this.#outer.#reason);
  }

  #add(run: Subscriber<never>): void {
    this.#runs.add(run);
    if (this.#outer) this.#outer.#add(run);
    run.add(() => this.#runs.delete(run));
  }
}
