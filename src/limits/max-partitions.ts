/** Maximum number of partitions kept in memory. */
export const maxPartitions = 10_000;
