import type { Subscriber } from 'rxjs';

/** Runs that something from outside ends all at once. */
export class OpenRuns {
  readonly #runs = new Set<Subscriber<never>>();
  /** Others that end these too. */
  readonly #outer: OpenRuns | undefined;
  #fault: Error | undefined;

  constructor(outer?: OpenRuns) {
    this.#outer = outer;
  }

  /** Whether others end these too. */
  get isInner(): boolean {
    return this.#outer !== undefined;
  }

  /** Makes a run one of them, as long as it lasts; where they have ended already, it fails. */
  enter(run: Subscriber<never>): void {
    const error = this.#reason;
    if (error === undefined) this.#add(run);
    else run.error(error);
  }

  /** Fails all of them, and later ones, with this error. */
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
