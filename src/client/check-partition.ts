import { isRecord } from '../json/is-record.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { VeniceClientOptions } from './client-options.js';
import { describeType } from '../options/describe-type.js';
import { optionError } from '../options/invalid-option.js';

/** Returns the result of `partitionBy` for a request. Throws a `TypeError` unless it is a string of at most 256 characters. */
export function checkPartition(
  partitionBy: NonNullable<VeniceClientOptions['partitionBy']>,
  request: ChatCompletionRequest,
): string {
  // A value that is not an object is rejected later, when the request is validated.
  const partition: unknown = isRecord(request) ? partitionBy(request) : '';
  const isString = typeof partition === 'string';
  if (isString && partition.length <= 256) return partition;
  const received = isString ? `${partition.length} characters` : describeType(partition);
  throw optionError('partitionBy', 'return a string of at most 256 characters', received);
}
