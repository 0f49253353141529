/** The part of a client, cluster or sentinel of node-redis (`redis` 5 or later) that the store uses. */
export interface NodeRedisClient {
  /** Runs a script that the server knows. */
  evalSha(sha: string, options: NodeRedisScriptOptions): Promise<unknown>;
  /** Runs a script. */
  eval(source: string, options: NodeRedisScriptOptions): Promise<unknown>;
  /** Returns information about the server. Without this method, the settings of the server are not checked. */
  info?(section: string): Promise<unknown>;
  /** Creates a client with the same options, for notifications. */
  duplicate(): unknown;
}

/** Keys and arguments of a script, as node-redis takes them. */
export interface NodeRedisScriptOptions {
  /** Keys, which must belong to one hash slot of a Redis cluster. */
  keys: string[];
  /** Other arguments. */
  arguments: string[];
}

/** The part of a client or cluster of ioredis 5 or later that the store uses. */
export interface IoRedisClient {
  /** Runs a script that the server knows. */
  evalsha(sha: string, keyCount: number, ...args: string[]): Promise<unknown>;
  /** Runs a script. */
  eval(source: string, keyCount: number, ...args: string[]): Promise<unknown>;
  /** Returns information about the server. Without this method, the settings of the server are not checked. */
  info?(section: string): Promise<unknown>;
  /** Creates a client with the same options, for notifications. */
  duplicate(): unknown;
}

/** A connected client of `redis` or `ioredis`, 5 or later each. */
export type RedisClient = IoRedisClient | NodeRedisClient;
