const rounds = 11;

/**
 * Returns the nanoseconds per chunk at each size, by round. The sizes take turns; in a round, each has the same number of
 * chunks, in one answer or in many.
 */
export function measure(run, sizes) {
  const maxSize = Math.max(...sizes);
  const times = sizes.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    sizes.forEach((size, at) => {
      const time = measureTime(run, size, maxSize / size);
      // Round -1 is the warm-up.
      if (round >= 0) times[at].push((time * 1e6) / maxSize);
    });
  }
  return times;
}

function measureTime(run, size, answers) {
  globalThis.gc?.();
  const startedAt = performance.now();
  for (let answer = 0; answer < answers; answer += 1) run(size);
  return performance.now() - startedAt;
}
