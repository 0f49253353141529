import type { OpenBrowserRoute } from '../browser-route.js';
import { levels } from '../levels.js';
import { phases } from '../phases.js';

/** Unsubscribing closes the connection, and the page reports no error. */
export function describeUnsubscribing(open: OpenBrowserRoute): void {
  describe.each(phases)('$phase', ({ place, received }) => {
    it.each(levels)(
      'closes the connection and emits nothing when the %s is unsubscribed from',
      async (level) => {
        await using route = await open({ stop: { place } });
        const run = await route.run(level);
        await route.when(({ stops }) => stops === 1);
        await route.receives(received);
        const { notifications } = await run.report();
        expect(await route.waitForIdle(0)).toEqual({ openRequests: 1, usedConnections: 1 });

        await run.unsubscribe();

        expect(await route.waitForIdle()).toEqual({ openRequests: 0, usedConnections: 0 });
        expect(route.server.cancellations).toBe(1);
        expect(await run.report()).toEqual({ end: 'none yet', notifications, values: notifications });
        expect(route.problems).toEqual([]);
      },
    );
  });

  it.each(levels)('sends nothing when the %s is unsubscribed from in the same turn', async (level) => {
    await using route = await open();
    const notifications = await route.testClient.evaluate((testClient, level) => {
      // If the package called `fetch` here, Chromium would send some of several requests, although they are aborted in the same turn.
      const recordings = Array.from(
        { length: 5 },
        () => new window.contract.Recording(testClient.source(level)),
      );
      recordings.forEach(({ subscription }) => subscription.unsubscribe());
      return recordings.reduce((sum, { notifications }) => sum + notifications, 0);
    }, level);
    await (await route.run(level)).ended();

    expect(notifications).toBe(0);
    expect(route.proxy.requests).toBe(1);
    expect(route.problems).toEqual([]);
  });

  it('negative control: records errors that a page reports', async () => {
    await using route = await open();
    await route.page.evaluate(() => {
      void Promise.reject(new Error('uncaught on purpose'));
      console.error('logged on purpose');
    });
    await route.page.evaluate(() => 'a later turn');

    expect(route.problems.sort()).toEqual(['logged on purpose', 'uncaught on purpose']);
  });
}
