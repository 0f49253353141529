import { asyncScheduler } from 'rxjs';
import { hashText } from './hash-text.js';
import { MemoryRun } from './memory-run.js';
import type { GoneRun, RunInit, RunLookup } from './run-store.js';

interface KeptRun {
  readonly run: MemoryRun;
  readonly subject: string;
  readonly tombstoneTtl: number;
}

interface Tombstone {
  readonly gone: GoneRun;
  readonly until: number;
}

/** Interval in milliseconds at which expired runs are deleted. */
const sweepInterval = 60_000;

/** Keeps runs by id until they expire, and then only their ids for a time. Calls `onForget` when a run is deleted. */
export class MemoryRuns {
  readonly #maxSize: number;
  readonly #onForget: (id: string) => void;
  /** Ended runs are in the order of their end. */
  readonly #runs = new Map<string, KeptRun>();
  /** Ids of the runs that have not ended. Only these can be claimed, and most runs have ended. */
  readonly #running = new Set<string>();
  readonly #tombstones = new Map<string, Tombstone>();
  #size = 0;
  #nextSweep = 0;

  constructor(maxSize: number, onForget: (id: string) => void) {
    this.#maxSize = maxSize;
    this.#onForget = onForget;
  }

  add(id: string, init: RunInit): void {
    const run = new MemoryRun(id, init, asyncScheduler.now());
    this.#runs.set(id, { run, subject: init.subject, tombstoneTtl: init.tombstoneTtl });
    this.#running.add(id);
  }

  runningIds(): readonly string[] {
    return [...this.#running];
  }

  #ids(): readonly string[] {
    return [...this.#runs.keys()];
  }

  findIds(subject: string): readonly string[] {
    return this.#ids().filter((id) => this.#runs.get(id)?.subject === subject);
  }

  find(id: string): MemoryRun | undefined {
    const run = this.#runs.get(id)?.run;
    if (run?.isExpired(asyncScheduler.now()) !== true) return run;
    this.forget(id);
    return undefined;
  }

  findGone(id: string): GoneRun | undefined {
    const tombstone = this.#tombstones.get(id);
    if (tombstone && asyncScheduler.now() < tombstone.until) return tombstone.gone;
    this.#tombstones.delete(id);
    return undefined;
  }

  lookUp(id: string): RunLookup {
    return this.find(id)?.toStored(asyncScheduler.now()) ?? this.findGone(id);
  }

  /** Called when a run has grown by `size`, or has ended. If the total size is too large, deletes the runs that ended first. */
  onChange(id: string, size: number): void {
    this.#size += size;
    const kept = this.#runs.get(id);
    if (kept && !kept.run.isRunning) {
      this.#running.delete(id);
      this.#runs.delete(id);
      this.#runs.set(id, kept);
    }
    if (this.#size <= this.#maxSize) return;
    for (const [other, { run }] of [...this.#runs]) {
      if (this.#size <= this.#maxSize) return;
      if (!run.isRunning) this.forget(other);
    }
  }

  /** Deletes a run, and remembers only its id. */
  forget(id: string): void {
    const kept = this.#runs.get(id);
    if (!kept) return;
    const { run, subject, tombstoneTtl } = kept;
    this.#runs.delete(id);
    this.#running.delete(id);
    this.#size -= run.size;
    const gone: GoneRun = { status: 'gone', subjectHash: hashText(subject) };
    this.#tombstones.set(id, { gone, until: asyncScheduler.now() + tombstoneTtl });
    this.#onForget(id);
  }

  /** Deletes all expired runs and ids. */
  sweep(): void {
    const now = asyncScheduler.now();
    if (now < this.#nextSweep) return;
    this.#nextSweep = now + sweepInterval;
    for (const id of this.#ids()) this.find(id);
    for (const id of [...this.#tombstones.keys()]) this.findGone(id);
  }
}
