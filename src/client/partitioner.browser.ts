import { checkPartition } from './check-partition.js';
import type { VeniceClientOptions } from './client-options.js';
import type { Partitioner } from './partitioner.js';
import type { Settings } from '../request/sender-settings.js';

/** Creates the partitioner of a client in a browser, which has one user: without `partitionBy`, all requests are one partition. */
export function partitioner(_: Settings, partitionBy: VeniceClientOptions['partitionBy']): Partitioner {
  return (request) => (partitionBy === undefined ? '' : checkPartition(partitionBy, request));
}
