import { hashString } from '../json/hash-string.js';
import { hashText } from '../durable/hash-text.js';
import { type RunClaim, runFormat } from '../durable/run-store.js';

/** Keys of the run of a claim. */
interface ClaimKeys {
  readonly shard: number;
  readonly keys: readonly string[];
}

/**
 * Names of keys and channels. All keys of a script have one hash tag, so they are on one node of a cluster:
 *
 * - `{P:v1:S}:run:ID`, hash: everything about a run but its entries
 * - `{P:v1:S}:log:ID`, stream: its entries, with their offsets as ids
 * - `{P:v1:S}:gone:ID`, string: hash of its subject, which outlives the others
 * - `{P:v1:S}:restart:ID`, string: input and context, until the run ends
 * - `{P:v1:S}:leases`, sorted set: ids of running runs by the end of their lease
 * - `{P:v1:S}:subject:HASH`, sorted set: ids of the runs of a subject by their expiry
 * - `{P:v1:S}:run:ID:bell`, channel: notifications
 * - `{P:v1:S}:run:ID:epoch`, channel: those of them that `newEpochsOnly` does not leave out
 */
export class RunKeys {
  readonly #prefix: string;
  readonly #shards: number;
  readonly #claims = new WeakMap<RunClaim, ClaimKeys>();

  constructor(prefix: string, shards: number) {
    this.#prefix = prefix;
    this.#shards = shards;
  }

  /** Pattern of all keys and channels, for access control lists. */
  get pattern(): string {
    return `{${this.#prefix}:v${runFormat}:*`;
  }

  get shards(): readonly number[] {
    return Array.from({ length: this.#shards }, (_, shard) => shard);
  }

  toShard(id: string): number {
    return this.#shards === 1 ? 0 : Number.parseInt(hashString(id, 0), 36) % this.#shards;
  }

  /** The six keys of a run, in the order of the scripts. */
  forRun(id: string, subject = ''): string[] {
    const shard = this.toShard(id);
    const name = (kind: string): string => `${this.#tag(shard)}:${kind}:${id}`;
    return [
      name('run'),
      name('log'),
      name('gone'),
      this.leases(shard),
      name('restart'),
      this.subject(shard, subject),
    ];
  }

  /** The keys of the run of a claim, and its shard. They are kept, since the producer appends many entries. */
  forClaim(claim: RunClaim): ClaimKeys {
    const known = this.#claims.get(claim);
    if (known) return known;
    const { id, subject } = claim;
    const keys = { shard: this.toShard(id), keys: this.forRun(id, subject) };
    this.#claims.set(claim, keys);
    return keys;
  }

  leases(shard: number): string {
    return `${this.#tag(shard)}:leases`;
  }

  subject(shard: number, subject: string): string {
    return `${this.#tag(shard)}:subject:${hashText(subject)}`;
  }

  channel(id: string, newEpochsOnly: boolean): string {
    return `${this.#tag(this.toShard(id))}:run:${id}:${newEpochsOnly ? 'epoch' : 'bell'}`;
  }

  #tag(shard: number): string {
    return `{${this.#prefix}:v${runFormat}:${shard}}`;
  }
}
