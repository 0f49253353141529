/**
 * Returns a function that tells how many intervals are running that were started since; RxJS makes its timers of them.
 * The process as a whole has other timers too, such as those of fetch, which come and go when they like.
 */
export function watchIntervals(): () => number {
  const started = jest.spyOn(globalThis, 'setInterval');
  const cleared = jest.spyOn(globalThis, 'clearInterval');
  return () => {
    const ended = new Set<unknown>(cleared.mock.calls.map(([interval]) => interval));
    return started.mock.results.filter(({ value }) => !ended.has(value)).length;
  };
}
