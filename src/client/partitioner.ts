import { isRecord } from '../chat/present.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import { noHeaders } from './check-headers.js';
import type { VeniceClientOptions } from './client-options.js';
import { describeType } from './describe-type.js';
import { fingerprint } from './fingerprint.js';
import type { Settings } from './settings.js';

/** Options of a request that can change its key and user. */
interface PartitionedOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly extraBody: object | undefined;
}

const maxLength = 256;

/** Headers that carry a key, instead of the one of the client or besides it. */
const keyHeaders = ['authorization', 'api-key', 'x-api-key'] as const;

/** Decides which partition an attempt belongs to. */
export class Partitioner {
  /** Whether the partition of an attempt depends on a key that is not known yet. */
  readonly needsKey: boolean;
  readonly #settings: Settings;
  readonly #partitionBy: VeniceClientOptions['partitionBy'];
  /** The partition of requests that have neither headers nor a user. */
  #usual: string | undefined;

  constructor(settings: Settings, partitionBy: VeniceClientOptions['partitionBy']) {
    this.#settings = settings;
    this.#partitionBy = partitionBy;
    this.needsKey = partitionBy === undefined && typeof settings.apiKey === 'function';
  }

  /** The partition of an attempt; `key` is what the function `apiKey` gave for it. */
  partitionOf(
    request: ChatCompletionRequest,
    { headers, extraBody }: PartitionedOptions,
    key?: string,
  ): string {
    // What is not a request is refused later.
    if (!isRecord(request)) return '';
    if (this.#partitionBy !== undefined) return checkPartition(this.#partitionBy(request));
    const user = (extraBody as { user?: unknown } | undefined)?.user ?? request.user;
    const isUsual = user === undefined && headers === noHeaders && key === undefined;
    if (!isUsual) return this.#default(user, headers, key);
    return (this.#usual ??= this.#default(user, headers, key));
  }

  #default(user: unknown, headers: Readonly<Record<string, string>>, given: string | undefined): string {
    const { apiKey, headers: always } = this.#settings;
    const key = typeof apiKey === 'string' ? apiKey : given;
    const sent: Record<string, string> = {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...always,
      ...headers,
    };
    const parts = keyHeaders.map((name) => sent[name]);
    if (typeof user === 'string') parts.push(user);
    return parts.every((part) => part === undefined) ? '' : fingerprint(JSON.stringify(parts));
  }
}

function checkPartition(partition: unknown): string {
  if (typeof partition === 'string' && partition.length <= maxLength) return partition;
  const received = typeof partition === 'string' ? `${partition.length} characters` : describeType(partition);
  throw new TypeError(
    `\`partitionBy\` must return a string of at most ${maxLength} characters; received ${received}`,
  );
}
