/** How many partitions are remembered. */
export const maxPartitions = 10_000;
