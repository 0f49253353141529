import { type Observable, asyncScheduler, of } from 'rxjs';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { atLeast } from '../options/option-rules.js';
import { MemoryNotifier } from './memory-notifier.js';
import type { MemoryRun } from './memory-run.js';
import { MemoryRuns } from './memory-runs.js';
import type {
  ClaimOptions,
  GoneRun,
  NotificationOptions,
  RunNotification,
  RunClaim,
  RunEntry,
  RunInit,
  RunKey,
  RunLookup,
  RunPage,
  RunStore,
  RunWrite,
  StoredRun,
} from './run-store.js';

/** Options of {@link memoryRunStore}. */
export interface MemoryRunStoreOptions {
  /**
   * Maximum total size of the entries of all runs, in characters of JSON. If the entries are larger, ended runs are deleted before their
   * `ttl`, in the order of their ends. Running runs are not deleted. Default: 64 Mi.
   */
  readonly maxSize?: number;
}

const rules: OptionRules<MemoryRunStoreOptions> = { maxSize: atLeast(0) };

/**
 * Keeps durable runs in the memory of this process: they survive a lost connection and a reload of the page, but not the end of the
 * process. Its methods emit synchronously and use the clock of RxJS, so that specs run in virtual time. Several `durableRuns` over one
 * store behave like several processes.
 */
export function memoryRunStore(options: MemoryRunStoreOptions = {}): RunStore {
  checkOptions(options, rules);
  return new MemoryRunStore(options.maxSize ?? 64 * 1024 * 1024);
}

class MemoryRunStore implements RunStore {
  readonly #notifier = new MemoryNotifier();
  readonly #runs: MemoryRuns;

  constructor(maxSize: number) {
    this.#runs = new MemoryRuns(maxSize, (id) => {
      this.#notifier.notify(id, { type: 'refresh' });
    });
  }

  begin(id: string, init: RunInit): Observable<RunLookup> {
    this.#runs.sweep();
    const existing = this.#runs.lookUp(id);
    if (existing) return of(existing);
    this.#runs.add(id, init);
    this.#notifier.notify(id, { type: 'refresh' });
    return of(this.#runs.lookUp(id));
  }

  append(claim: RunClaim, seq: number, data: string): Observable<RunWrite> {
    return this.#write(claim, seq, { type: 'values', data });
  }

  end(claim: RunClaim, seq: number, type: RunEntry['type'], data: string): Observable<RunWrite> {
    return this.#write(claim, seq, { type, data });
  }

  stop({ id }: RunKey, data: string): Observable<RunLookup> {
    const run = this.#runs.find(id);
    if (run?.isRunning === true) {
      this.#change(id, run, () => {
        run.stop(data, asyncScheduler.now());
      });
    }
    return of(this.#runs.lookUp(id));
  }

  beat(claims: readonly RunClaim[]): Observable<readonly RunClaim[]> {
    const refused = claims.filter((claim) => {
      const run = this.#runs.find(claim.id);
      if (run?.isClaimedBy(claim) !== true) return true;
      run.renew(asyncScheduler.now());
      return false;
    });
    return of(refused);
  }

  release(claim: RunClaim): Observable<void> {
    const run = this.#runs.find(claim.id);
    if (run?.isClaimedBy(claim) === true) {
      run.release(asyncScheduler.now());
      this.#notifier.notify(claim.id, { type: 'refresh' });
    }
    return of(undefined);
  }

  claimExpired(owner: string, { limit, sources, id }: ClaimOptions): Observable<readonly StoredRun[]> {
    const now = asyncScheduler.now();
    const claimed: StoredRun[] = [];
    for (const candidate of id === undefined ? this.#runs.runningIds() : [id]) {
      if (claimed.length >= limit) break;
      const run = this.#runs.find(candidate);
      if (run?.isClaimable(sources, now) !== true) continue;
      run.claim(owner, now);
      claimed.push(run.toStored(now));
    }
    return of(claimed);
  }

  read(id: string, after: string, maxSize: number): Observable<GoneRun | RunPage | undefined> {
    const run = this.#runs.find(id);
    return of(run ? run.read(after, maxSize, asyncScheduler.now()) : this.#runs.findGone(id));
  }

  info(id: string): Observable<RunLookup> {
    return of(this.#runs.lookUp(id));
  }

  list(subject: string): Observable<readonly StoredRun[]> {
    const now = asyncScheduler.now();
    return of(this.#runs.findIds(subject).flatMap((id) => this.#runs.find(id)?.toStored(now) ?? []));
  }

  remove(id: string): Observable<void> {
    if (this.#runs.find(id)) this.#runs.forget(id);
    return of(undefined);
  }

  notifications(id: string, options?: NotificationOptions): Observable<RunNotification> {
    return this.#notifier.notifications(id, options);
  }

  #write(claim: RunClaim, seq: number, entry: Omit<RunEntry, 'offset'>): Observable<RunWrite> {
    const { id } = claim;
    const run = this.#runs.find(id);
    const isWritten =
      run !== undefined && this.#change(id, run, () => run.write(claim, seq, entry, asyncScheduler.now()));
    return of({ isWritten, run: this.#runs.lookUp(id) });
  }

  /** Changes a run, and notifies its watchers if the change has written an entry. */
  #change<T>(id: string, run: MemoryRun, change: () => T): T {
    const previous = run.offset;
    const { size } = run;
    const result = change();
    if (run.offset === previous) return result;
    // The read returns at least one entry, even with a maximum size of 0.
    const entry = run.read(previous, 0, 0).entries[0];
    // Before `onChange`, which may delete the run.
    this.#notifier.notify(id, { type: 'entry', previous, ...(entry && { entry }) });
    this.#runs.onChange(id, run.size - size);
    return result;
  }
}
