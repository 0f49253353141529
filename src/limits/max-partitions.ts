/** Maximum number of unused partitions that one limiter, circuit breaker or spending limit keeps in memory. */
export const maxPartitions = 10_000;
