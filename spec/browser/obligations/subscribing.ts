import type { OpenBrowserRoute } from '../browser-route.js';
import { levels } from '../levels.js';

/** Each subscription sends its own request. */
export function describeSubscribing(open: OpenBrowserRoute): void {
  it.each(levels)(
    'sends nothing before the %s is subscribed to, and one request per subscription',
    async (level) => {
      await using route = await open();
      const source = await route.testClient.evaluateHandle(
        (testClient, level) => testClient.source(level),
        level,
      );
      await (await route.run(level)).ended();
      expect(route.proxy.requests).toBe(1);

      const ends = await source.evaluate(async (source) => {
        const runs = [1, 2].map(() => new window.contract.Recording(source));
        await Promise.all(runs.map((run) => run.ended()));
        return runs.map(({ end }) => end);
      });

      expect(ends).toEqual(['complete', 'complete']);
      expect(route.proxy.requests).toBe(3);
      expect(route.problems).toEqual([]);
    },
  );

  it('sends ten requests in sequence over at most two connections', async () => {
    await using route = await open();
    for (let i = 0; i < 10; i++) await (await route.run()).ended();

    expect(route.proxy.requests).toBe(10);
    expect(route.proxy.connections.filter(({ requests }) => requests > 0).length).toBeLessThanOrEqual(2);
  });
}
