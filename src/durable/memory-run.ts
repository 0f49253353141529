import { compareOffsets, nextSeq, startOffset, toOffset } from './run-offset.js';
import type { RunClaim, RunEntry, RunInit, RunPage, RunStatus, StoredRun } from './run-store.js';

/** A run in memory, without its notifications. The caller passes the current time. */
export class MemoryRun {
  readonly #id: string;
  readonly #init: RunInit;
  readonly #startedAt: number;
  readonly #entries: RunEntry[] = [];
  #owner: string;
  #epoch = 1;
  #status: RunStatus = 'running';
  #size = 0;
  #leaseUntil = 0;
  #expiresAt = 0;
  #endedAt: number | undefined;

  constructor(id: string, init: RunInit, now: number) {
    this.#id = id;
    this.#init = init;
    this.#owner = init.owner;
    this.#startedAt = now;
    this.renew(now);
  }

  get isRunning(): boolean {
    return this.#status === 'running';
  }

  get size(): number {
    return this.#size;
  }

  get offset(): string {
    return this.#entries.at(-1)?.offset ?? startOffset;
  }

  isExpired(now: number): boolean {
    return now >= this.#expiresAt;
  }

  isClaimable(sources: readonly string[], now: number): boolean {
    const { restart, source, lease } = this.#init;
    const isForOthers = restart !== undefined && source !== undefined && !sources.includes(source);
    return this.isRunning && now >= this.#leaseUntil + (isForOthers ? lease : 0);
  }

  isClaimedBy({ epoch, owner }: RunClaim): boolean {
    return this.isRunning && epoch === this.#epoch && owner === this.#owner;
  }

  renew(now: number): void {
    this.#leaseUntil = now + this.#init.lease;
    // At least two leases, so that a run expires before its end only if no process renews its claim.
    const { ttl, lease } = this.#init;
    this.#expiresAt = now + (this.isRunning ? Math.max(ttl, 2 * lease) : ttl);
  }

  release(now: number): void {
    // No claim has an empty owner.
    this.#owner = '';
    this.#leaseUntil = now;
  }

  claim(owner: string, now: number): void {
    this.#epoch += 1;
    this.#owner = owner;
    this.renew(now);
  }

  /** Writes an entry, unless an earlier call has written it. Returns whether the log contains the entry now. */
  write(claim: RunClaim, seq: number, entry: Omit<RunEntry, 'offset'>, now: number): boolean {
    const offset = toOffset(claim.epoch, seq);
    const last = this.#entries.at(-1);
    const isRepeated = claim.owner === this.#owner && last?.offset === offset && last.type === entry.type;
    if (isRepeated) return true;
    if (!this.isClaimedBy(claim) || seq !== nextSeq(claim.epoch, this.offset)) return false;
    this.#add({ ...entry, offset }, now);
    return true;
  }

  /** Ends the run, whichever process has the claim. */
  stop(data: string, now: number): void {
    this.#epoch += 1;
    this.#add({ offset: toOffset(this.#epoch, 1), type: 'stopped', data }, now);
  }

  read(after: string, maxSize: number, now: number): RunPage {
    const from = this.#indexAfter(after);
    const run = this.toStored(now);
    if (from === undefined) return { entries: [], isLast: true, hasOffset: false, run };
    let to = from;
    for (let size = 0; to < this.#entries.length; to += 1) {
      size += this.#entries[to]?.data.length ?? 0;
      if (size > maxSize && to > from) break;
    }
    const entries = this.#entries.slice(from, to);
    return { entries, isLast: to === this.#entries.length, hasOffset: true, run };
  }

  toStored(now: number): StoredRun {
    const end = this.isRunning ? undefined : this.#entries.at(-1);
    return {
      ...this.#init,
      id: this.#id,
      owner: this.#owner,
      status: this.#status,
      epoch: this.#epoch,
      offset: this.offset,
      size: this.#size,
      startedAt: this.#startedAt,
      leaseUntil: this.#leaseUntil,
      now,
      ...(this.#endedAt !== undefined && { endedAt: this.#endedAt }),
      ...(end && { end }),
    };
  }

  #add(entry: RunEntry, now: number): void {
    this.#entries.push(entry);
    this.#size += entry.data.length;
    if (entry.type !== 'values') {
      this.#status = entry.type;
      this.#endedAt = now;
    }
    this.renew(now);
  }

  /** Returns the index after the entry with this offset; undefined if there is no such entry. */
  #indexAfter(offset: string): number | undefined {
    if (offset === startOffset) return 0;
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareOffsets(this.#entries[middle]?.offset ?? startOffset, offset) < 0) low = middle + 1;
      else high = middle;
    }
    return this.#entries[low]?.offset === offset ? low + 1 : undefined;
  }
}
