import { checkPartition } from './check-partition.js';
import type { VeniceClientOptions } from './client-options.js';
import type { Partitioner } from './partitioner.js';
import type { Settings } from '../request/sender-settings.js';

/** The partitioner of a client in a browser, which has one user: requests share a partition unless `partitionBy` names another. */
export function partitioner(_: Settings, partitionBy: VeniceClientOptions['partitionBy']): Partitioner {
  return (request) => (partitionBy === undefined ? '' : checkPartition(partitionBy, request));
}
