// One class with more than 150 lines, since `RunStore` has twelve methods.
import type { Observable } from 'rxjs';
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
} from '../durable/run-store.js';
import { assertOption } from '../options/invalid-option.js';
import { checkOptions } from '../options/check-options.js';
import { isObject } from '../json/is-record.js';
import { rethrow } from '../subscribers/rethrow.js';
import { BatchedCommands } from './batched-commands.js';
import { checkServer } from './check-server.js';
import { claimExpiredRuns } from './claim-expired-runs.js';
import type { LuaScript } from './lua-script.js';
import { EntryCodec } from './entry-codec.js';
import { parseLookup, parsePage, toList, toText } from './parse-reply.js';
import { PendingAppend } from './pending-append.js';
import { RedisNotifications } from './redis-notifications.js';
import { openChannels } from './redis-channels.js';
import type { RedisClient } from './redis-client.js';
import { RedisCommands, isCluster, toKeyPrefix } from './redis-commands.js';
import { type RedisRunStoreOptions, redisRunStoreOptionRules } from './redis-run-store-options.js';
import { type RunCodec, plainCodec, withRefusals } from './run-codec.js';
import { RunKeys } from './run-keys.js';
import {
  beatScript,
  beginScript,
  infoScript,
  listScript,
  readScript,
  releaseScript,
  removeScript,
  stopScript,
} from './run-scripts.js';
import { toRunFields } from './to-run-fields.js';
import { endScript } from './write-scripts.js';

/** Maximum number of claims that one command renews, and of runs that are looked up at the same time. */
const maxBatch = 64;

/**
 * Keeps durable runs in Redis 7.0 or later, for any number of processes. `client` is a connected client of `redis` or `ioredis`, which you
 * close yourself. For notifications, the store connects a duplicate of the client while there are runs or watchers. All times of runs are
 * read from the clock of the server.
 *
 * @throws TypeError for an unknown or invalid option.
 */
export function redisRunStore(client: RedisClient, options: RedisRunStoreOptions = {}): RunStore {
  const isClient = isObject(client) && ('evalsha' in client || 'evalSha' in client);
  assertOption(isClient, 'client', 'a client of redis or ioredis, 5 or later', client);
  checkOptions(options, redisRunStoreOptionRules);
  return new RedisRunStore(client, options);
}

class RedisRunStore implements RunStore {
  readonly #commands: BatchedCommands;
  readonly #keys: RunKeys;
  readonly #codec: RunCodec;
  readonly #entries: EntryCodec;
  readonly #notifications: RedisNotifications;
  readonly #keyPrefix: string;

  constructor(client: RedisClient, options: RedisRunStoreOptions) {
    const { prefix = 'venice-rx', shards = isCluster(client) ? 16 : 1, codec = plainCodec } = options;
    const { onWarning = warn } = options;
    const commands = new RedisCommands(client);
    this.#commands = new BatchedCommands(commands);
    this.#keys = new RunKeys(prefix, shards);
    this.#codec = withRefusals(codec);
    this.#entries = new EntryCodec(this.#codec);
    this.#notifications = new RedisNotifications(openChannels(client), this.#entries);
    this.#keyPrefix = toKeyPrefix(client);
    void checkServer(commands, onWarning);
  }

  async begin(id: string, init: RunInit): Promise<RunLookup> {
    const { restart, subject } = init;
    const encoded = restart === undefined ? '' : this.#codec.encode(restart, { id, subject });
    const reply = await this.#run(beginScript, { id, subject }, [encoded, ...toRunFields(init)]);
    const found = parseLookup(id, reply, this.#entries);
    const isOwn = restart !== undefined && found?.status === 'running' && found.owner === init.owner;
    return isOwn ? { ...found, restart } : found;
  }

  append(claim: RunClaim, seq: number, data: string): Observable<RunWrite> {
    const { shard, keys } = this.#keys.forClaim(claim);
    let encoded: string;
    try {
      encoded = this.#entries.encodeValues(claim, seq, data);
    } catch (error) {
      return rethrow(error);
    }
    const append = new PendingAppend(claim, keys, { seq, size: data.length, data: encoded }, (refusal) =>
      parseLookup(claim.id, refusal, this.#entries),
    );
    this.#commands.append(shard, append);
    return append.answer;
  }

  async end(claim: RunClaim, seq: number, type: RunEntry['type'], data: string): Promise<RunWrite> {
    const { id, epoch, owner } = claim;
    const args = [String(epoch), String(seq), owner, type, String(data.length)];
    const reply = await this.#run(endScript, claim, [...args, this.#entries.encode(data, claim)]);
    const [isWritten, found] = toList(reply);
    return { isWritten: toText(isWritten) === '1', run: parseLookup(id, found, this.#entries) };
  }

  async stop(key: RunKey, data: string): Promise<RunLookup> {
    const encoded = this.#entries.encode(data, key);
    return parseLookup(
      key.id,
      await this.#run(stopScript, key, [String(data.length), encoded]),
      this.#entries,
    );
  }

  async beat(claims: readonly RunClaim[]): Promise<readonly RunClaim[]> {
    const groups = new Map<number, RunClaim[][]>();
    for (const claim of claims) {
      const batches = groups.get(this.#keys.toShard(claim.id)) ?? [];
      groups.set(this.#keys.toShard(claim.id), batches);
      const last = batches.at(-1);
      if (last && last.length < maxBatch) last.push(claim);
      else batches.push([claim]);
    }
    const refused = await Promise.all([...groups.values()].flat().map((batch) => this.#beatBatch(batch)));
    // In the order of the claims.
    const all = new Set(refused.flat());
    return claims.filter((claim) => all.has(claim));
  }

  async release(claim: RunClaim): Promise<void> {
    await this.#run(releaseScript, claim, [String(claim.epoch), claim.owner]);
  }

  claimExpired(owner: string, options: ClaimOptions): Promise<readonly StoredRun[]> {
    return claimExpiredRuns(
      { commands: this.#commands, keys: this.#keys, codec: this.#codec, entries: this.#entries },
      owner,
      options,
    );
  }

  async read(id: string, after: string, maxSize: number): Promise<GoneRun | RunPage | undefined> {
    const reply = await this.#run(readScript, { id }, [after, String(maxSize)]);
    const { page, base } = parsePage(id, reply, this.#entries);
    this.#notifications.updateBase(id, base);
    return page;
  }

  async info(id: string): Promise<RunLookup> {
    return parseLookup(id, await this.#run(infoScript, { id }, []), this.#entries);
  }

  async list(subject: string): Promise<readonly StoredRun[]> {
    const lists = this.#keys.shards.map((shard) =>
      this.#commands.run(listScript, [this.#keys.subject(shard, subject)], []),
    );
    const ids = (await Promise.all(lists)).flatMap((list) => toList(list).map(toText));
    const runs: StoredRun[] = [];
    for (let at = 0; at < ids.length; at += maxBatch) {
      const found = await Promise.all(ids.slice(at, at + maxBatch).map((id) => this.info(id)));
      for (const run of found) if (run && run.status !== 'gone' && run.subject === subject) runs.push(run);
    }
    return runs;
  }

  async remove(id: string): Promise<void> {
    await this.#run(removeScript, { id }, []);
  }

  notifications(
    id: string,
    { newEpochsOnly = false }: NotificationOptions = {},
  ): Observable<RunNotification> {
    const channel = this.#keyPrefix + this.#keys.channel(id, newEpochsOnly);
    return this.#notifications.forRun(id, channel, newEpochsOnly);
  }

  #run(
    script: LuaScript,
    { id, subject = '' }: Partial<RunKey> & { id: string },
    args: string[],
  ): Promise<unknown> {
    return this.#commands.run(script, this.#keys.forRun(id, subject), [id, ...args]);
  }

  async #beatBatch(claims: readonly RunClaim[]): Promise<readonly RunClaim[]> {
    const keys = claims.flatMap(({ id, subject }) => this.#keys.forRun(id, subject));
    const args = claims.flatMap(({ id, epoch, owner }) => [id, String(epoch), owner]);
    const refused = new Set(toList(await this.#commands.run(beatScript, keys, args)).map(Number));
    return claims.filter((_, index) => refused.has(index));
  }
}

function warn(message: string): void {
  console.warn(`venice-rx/redis: ${message}`);
}
