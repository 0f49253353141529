import { secretHeaders } from '../transport/secret-headers.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import { noHeaders } from '#check-headers';
import { checkPartition } from './check-partition.js';
import type { VeniceClientOptions } from './client-options.js';
import { fingerprint } from './fingerprint.js';
import type { Settings } from '../request/sender-settings.js';

/** Request options that can change its key and user. */
interface PartitionedOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly extraBody: object | undefined;
}

/**
 * Returns the partition of an attempt, or undefined if it depends on a key that is not known yet. `key` is the result of
 * the `apiKey` function for this attempt.
 */
export type Partitioner = (
  request: ChatCompletionRequest,
  options: PartitionedOptions,
  key?: string,
) => string | undefined;

/** Creates the partitioner of a client. */
export function partitioner(
  { apiKey, headers: always }: Settings,
  partitionBy: VeniceClientOptions['partitionBy'],
): Partitioner {
  /** The partition of requests without headers and user. */
  let usual: string | undefined;

  const byDefault = (user: unknown, headers: PartitionedOptions['headers'], key?: string): string => {
    const sent: Record<string, unknown> = {
      authorization: key && `Bearer ${key}`,
      ...always,
      ...headers,
    };
    // Headers that carry a key or a session, instead of or in addition to the client's key.
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
      return byDefault(user, headers, key);
    usual ??= byDefault(user, headers, key);
    return usual;
  };
}

/** Returns the user that is sent. Fields of `extraBody` override those of the request. */
function getUser({ user }: { readonly user?: unknown }): unknown {
  return user ?? undefined;
}
