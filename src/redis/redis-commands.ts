import { isRecord } from '../json/is-record.js';
import type { LuaScript } from './lua-script.js';
import type { IoRedisClient, NodeRedisClient, RedisClient } from './redis-client.js';
import { toStoreError } from './to-store-error.js';

/** Runs scripts with a client of either library. */
export class RedisCommands {
  readonly #client: RedisClient;

  constructor(client: RedisClient) {
    this.#client = client;
  }

  /** Sends a script by its hash; again with its source if the server does not know the hash, e.g. after a restart. */
  async run(script: LuaScript, keys: string[], args: string[]): Promise<unknown> {
    try {
      return await this.#send('sha', script, keys, args);
    } catch (error) {
      if (!isUnknownScript(error)) throw toStoreError(error);
    }
    try {
      return await this.#send('source', script, keys, args);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /** Returns a section of `INFO`; undefined if the client has no method `info`. Fails if the server does not permit this. */
  async info(section: string): Promise<string | undefined> {
    const info = await this.#client.info?.(section);
    return typeof info === 'string' ? info : undefined;
  }

  #send(by: keyof LuaScript, script: LuaScript, keys: string[], args: string[]): Promise<unknown> {
    const client = this.#client;
    if (isIoRedis(client)) {
      const send = by === 'sha' ? 'evalsha' : 'eval';
      return client[send](script[by], keys.length, ...keys, ...args);
    }
    const send = by === 'sha' ? 'evalSha' : 'eval';
    return client[send](script[by], { keys, arguments: args });
  }
}

export function isIoRedis(client: IoRedisClient | NodeRedisClient): client is IoRedisClient {
  return 'evalsha' in client;
}

/** Returns the prefix that ioredis adds to all keys. Channels need it too: ioredis does not add it, but scripts derive channels from keys. */
export function toKeyPrefix(client: RedisClient): string {
  const options: unknown = isIoRedis(client) && 'options' in client ? client.options : undefined;
  const prefix = isRecord(options) ? options['keyPrefix'] : undefined;
  return typeof prefix === 'string' ? prefix : '';
}

/** Whether the client is a cluster of nodes, so that the keys of one command must belong to one shard. */
export function isCluster(client: RedisClient): boolean {
  return ('isCluster' in client && client.isCluster === true) || 'nodeByAddress' in client;
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
