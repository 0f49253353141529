import { isObject } from '../json/is-record.js';
import type { OptionRules } from '../options/check-options.js';
import { aFunction } from '../options/option-rules.js';
import { hasMethod } from '../subscribers/has-method.js';
import type { RunCodec } from './run-codec.js';

/** Options of {@link redisRunStore}. All except `onWarning` must be the same in every process. */
export interface RedisRunStoreOptions {
  /** First part of the names of all keys and channels, e.g. the name of an application. Default: `venice-rx`. */
  readonly prefix?: string;
  /**
   * Number of groups of runs. The keys of a group are on one node of a cluster. About ten times per `lease` (an option of `durableRuns`),
   * each process sends one command per group to find the runs of dead processes. Default: 16 for a cluster, else 1.
   */
  readonly shards?: number;
  /** Encrypts or compresses the values, the end, the input and the `context` of a run. Default: none. */
  readonly codec?: RunCodec;
  /** Receives warnings about settings of the server, when the store is created. Default: `console.warn`. */
  readonly onWarning?: (message: string) => void;
}

const maxShards = 256;

export const redisRunStoreOptionRules: OptionRules<RedisRunStoreOptions> = {
  prefix: [
    (value) => typeof value === 'string' && /^[\w.:/-]{1,100}$/.test(value),
    'a string of 1 to 100 letters, digits and `. _ : / -`',
  ],
  shards: [
    (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= maxShards,
    `a whole number from 1 to ${maxShards}`,
  ],
  codec: [
    (value) =>
      isObject(value) && hasMethod<RunCodec>(value, 'encode') && hasMethod<RunCodec>(value, 'decode'),
    'an object with `encode` and `decode`',
  ],
  onWarning: aFunction,
};
