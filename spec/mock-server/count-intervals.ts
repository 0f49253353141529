/**
 * Returns a function that counts the running intervals that were started after this call. RxJS uses intervals for its timers.
 * Counting all timers of the process would include those of fetch, which start and stop at unknown times.
 */
export function countIntervals(): () => number {
  const started = jest.spyOn(globalThis, 'setInterval');
  const cleared = jest.spyOn(globalThis, 'clearInterval');
  return () => {
    const ended = new Set<unknown>(cleared.mock.calls.map(([interval]) => interval));
    return started.mock.results.filter(({ value }) => !ended.has(value)).length;
  };
}
