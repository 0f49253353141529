/**
 * Maximum number of partitions that a limiter or a circuit breaker keeps in memory, not counting those in use, and that a spending limit
 * counts separately.
 */
export const maxPartitions = 10_000;
