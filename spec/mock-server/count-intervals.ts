/**
 * Returns a function that counts the running intervals among those started after this call. RxJS uses intervals for its timers. The
 * timers of fetch, which start and stop at unknown times, are not intervals, so they are not counted.
 */
export function countIntervals(): () => number {
  const started = jest.spyOn(globalThis, 'setInterval');
  const cleared = jest.spyOn(globalThis, 'clearInterval');
  return () => {
    const ended = new Set<unknown>(cleared.mock.calls.map(([interval]) => interval));
    return started.mock.results.filter(({ value }) => !ended.has(value)).length;
  };
}
