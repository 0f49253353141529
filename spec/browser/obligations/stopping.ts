import { places } from '../../contract/places.js';
import type { OpenBrowserRoute } from '../browser-route.js';
import { PageRun } from '../page-run.js';

/** Ending a run without unsubscribing: with a signal, or by closing the client. */
export function describeStopping(open: OpenBrowserRoute): void {
  it('fails a run when its signal is aborted, with the reason as the cause, and closes the connection', async () => {
    await using route = await open({ stop: { place: places.midChunk } });
    const controller = await route.page.evaluateHandle(() => new AbortController());
    const run = new PageRun(
      await route.testClient.evaluateHandle(
        (testClient, { signal }) => new window.contract.Recording(testClient.source('client', signal)),
        controller,
      ),
    );
    await route.receives(places.midChunk);

    await controller.evaluate((controller) => controller.abort(new Error('enough')));

    expect((await run.ended()).error).toMatchObject({
      classes: expect.arrayContaining(['RequestAbortedError']) as unknown,
      cause: 'Error: enough',
    });
    expect(await route.waitForIdle()).toEqual({ openRequests: 0, usedConnections: 0 });
    expect(route.server.cancellations).toBe(1);
    expect(route.problems).toEqual([]);
  });

  it('fails earlier and later runs of a client that is closed, and closes the connections', async () => {
    await using route = await open({ stop: { place: places.midChunk } });
    const running = [await route.run(), await route.run()];
    await route.when(({ stops }) => stops === 2);

    await route.testClient.evaluate(({ client }) => client.close());
    const later = await route.run();

    for (const run of [...running, later]) {
      expect((await run.ended()).error?.classes).toContain('ClientClosedError');
    }
    expect(await route.waitForIdle()).toEqual({ openRequests: 0, usedConnections: 0 });
    expect(route.server).toMatchObject({ requestCount: 2, cancellations: 2 });
    expect(route.problems).toEqual([]);
  });
}
