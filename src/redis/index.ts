export { redisRunStore } from './redis-run-store.js';
export type { RedisRunStoreOptions } from './redis-run-store-options.js';
export type { RunCodec, RunCodecContext } from './run-codec.js';
export type { IoRedisClient, NodeRedisClient, NodeRedisScriptOptions, RedisClient } from './redis-client.js';
