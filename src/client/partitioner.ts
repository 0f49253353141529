import { secretHeaders } from '../transport/secret-headers.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import { noHeaders } from '../request/check-headers.js';
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
 * Decides which partition an attempt belongs to; undefined if that depends on a key that is not known yet. `key` is what the
 * function `apiKey` gave for the attempt.
 */
export type Partitioner = (
  request: ChatCompletionRequest,
  options: PartitionedOptions,
  key?: string,
) => string | undefined;

/** The partitioner of a client. */
export function partitioner(
  { apiKey, headers: always }: Settings,
  partitionBy: VeniceClientOptions['partitionBy'],
): Partitioner {
  /** The partition of requests that have neither headers nor a user. */
  let usual: string | undefined;

  const byDefault = (user: unknown, headers: PartitionedOptions['headers'], key?: string): string => {
    const sent: Record<string, unknown> = {
      authorization: key && `Bearer ${key}`,
      ...always,
      ...headers,
    };
    // Headers that carry a key or a session, instead of the key of the client or in addition to it.
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
    return (usual ??= byDefault(user, headers, key));
  };
}

/** The user that is sent; fields of `extraBody` win over those of the request. */
function getUser({ user }: { readonly user?: unknown }): unknown {
  return user ?? undefined;
}
