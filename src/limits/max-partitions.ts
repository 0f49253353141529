/** Maximum number of partitions that one limiter, circuit breaker or spending limit keeps in memory, except partitions in use. */
export const maxPartitions = 10_000;
