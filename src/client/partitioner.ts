import { secretHeaders } from '../transport/secret-headers.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import { noHeaders } from '#check-headers';
import { checkPartition } from './check-partition.js';
import type { VeniceClientOptions } from './client-options.js';
import { fingerprint } from './fingerprint.js';
import type { Settings } from '../request/sender-settings.js';

/** Options of a request that can change its key and user. */
interface PartitionedOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly extraBody: object | undefined;
}

/**
 * Returns the partition of an attempt; undefined if it depends on the result of the `apiKey` function, and `key`, which is this result,
 * is not passed.
 */
export type Partitioner = (
  request: ChatCompletionRequest,
  options: PartitionedOptions,
  key?: string,
) => string | undefined;

/** Creates the partitioner of a client. */
export function partitioner(
  { apiKey, headers: clientHeaders }: Settings,
  partitionBy: VeniceClientOptions['partitionBy'],
): Partitioner {
  /** The partition of requests without options `headers` and without a user. */
  let defaultPartition: string | undefined;

  const fromSecrets = (user: unknown, headers: PartitionedOptions['headers'], key?: string): string => {
    const sent: Record<string, unknown> = {
      authorization: key && `Bearer ${key}`,
      ...clientHeaders,
      ...headers,
    };
    // Other headers may contain a key or a session, too, instead of or in addition to the client's key.
    const parts = [...secretHeaders.map((name) => sent[name]), user];
    return parts.some((part) => part !== undefined) ? fingerprint(JSON.stringify(parts)) : '';
  };

  return (request, { headers, extraBody }, key) => {
    if (partitionBy !== undefined) return checkPartition(partitionBy, request);
    if (typeof apiKey === 'function') {
      if (key === undefined) return undefined;
    } else if (apiKey !== false) key = apiKey;
    const user = getUser({ ...request, ...extraBody });
    if (user !== undefined || headers !== noHeaders || typeof apiKey === 'function')
      return fromSecrets(user, headers, key);
    defaultPartition ??= fromSecrets(user, headers, key);
    return defaultPartition;
  };
}

/** Returns the `user` of a body; undefined also for null. */
function getUser({ user }: { readonly user?: unknown }): unknown {
  return user ?? undefined;
}
