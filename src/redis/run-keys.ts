import { hashString } from '../json/hash-string.js';
import { hashText } from '../durable/hash-text.js';
import { type RunClaim, runFormat } from '../durable/run-store.js';

/** The shard of a run and its keys. */
interface ClaimKeys {
  readonly shard: number;
  readonly keys: readonly string[];
}

/**
 * Names of keys and channels. All keys of a script have one hash tag, `{PREFIX:v1:SHARD}`, so they are on one node of a cluster. After the
 * hash tag:
 *
 * - `:run:ID`, hash: state of the run
 * - `:log:ID`, stream: run entries, with their offsets as ids
 * - `:gone:ID`, string: hash of the subject of the run; expires later than the other keys
 * - `:restart:ID`, string: input and context, until the run ends
 * - `:leases`, sorted set: ids of running runs by the end of their lease
 * - `:subject:HASH`, sorted set: ids of the runs of a subject by their expiry
 * - `:run:ID:bell`, channel: all notifications
 * - `:run:ID:epoch`, channel: the notifications that remain with `newEpochsOnly`
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

  /** The keys and the shard of the run of a claim. Cached, since the producer appends many entries. */
  forClaim(claim: RunClaim): ClaimKeys {
    const cached = this.#claims.get(claim);
    if (cached) return cached;
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
