import { imports } from '../../package.json';

/** The conditions under which wrangler bundles a worker. */
const conditions = ['workerd', 'worker', 'browser', 'import', 'default'];

/** Resolves a target of `imports` as Node and bundlers do: the first condition that is set wins. */
function resolve(target: string | Readonly<Record<string, string>>): string | undefined {
  if (typeof target === 'string') return target;
  return Object.entries(target).find(([condition]) => conditions.includes(condition))?.[1];
}

describe('a worker, whose bundler also sets the condition `browser`', () => {
  it('gets no module for browsers that assumes a single user', () => {
    const resolved = Object.values(imports).map(resolve);

    expect(resolved.length).toBeGreaterThan(10);
    // These three modules have no data of users: a frame reader without a cache, no circuit breaker, and no kept shapes.
    expect(resolved.filter((path) => path?.endsWith('.browser.js'))).toEqual([
      './dist/esm/limits/default-circuit-breaker.browser.js',
      './dist/esm/client/keep-shapes.browser.js',
      './dist/esm/sse/frame-reader.browser.js',
    ]);
  });

  it('keeps the async context of each user', () => {
    expect(resolve(imports['#capture-context'])).toMatch(/capture-context\.workerd\.js$/);
  });

  it('has no circuit breaker by default, since a request of a worker must not resume another one from its queue', () => {
    expect(resolve(imports['#default-circuit-breaker'])).toMatch(/default-circuit-breaker\.browser\.js$/);
  });
});
