import { places } from '../../contract/places.js';
import type { BrowserRoute, OpenBrowserRoute } from '../browser-route.js';
import type { PageRun } from '../page-run.js';
import { phases } from '../phases.js';

/** Less than the six connections that Chromium opens to one origin, so that no request waits for another. */
const batchSize = 5;

function startRuns(route: BrowserRoute, count: number): Promise<PageRun[]> {
  return Promise.all(Array.from({ length: count }, () => route.run()));
}

/** Cancels `batchSize` runs of the client when their answers have stalled. */
async function cancelBatch(route: BrowserRoute): Promise<void> {
  const arrivals = route.proxy.stops + batchSize;
  const runs = await startRuns(route, batchSize);
  await route.when(({ stops }) => stops === arrivals);
  await Promise.all(runs.map((run) => run.unsubscribe()));
}

/** Unsubscribing from many runs. */
export function describeCancelling(open: OpenBrowserRoute): void {
  it('leaves no request open at the server after a hundred cancelled requests', async () => {
    let cancellations = 0;
    for (const { place } of phases) {
      await using route = await open({ stop: { place } });
      for (let batch = 0; batch < 4; batch++) await cancelBatch(route);

      expect(await route.waitForIdle()).toEqual({ openRequests: 0, usedConnections: 0 });
      expect(route.problems).toEqual([]);
      cancellations += route.server.cancellations;
    }

    expect(cancellations).toBe(100);
  });

  it('negative control: detects the open requests of a transport that leaks', async () => {
    await using route = await open({ stop: { place: places.midChunk }, isLeaking: true });
    await cancelBatch(route);
    // When this request has arrived, a cancellation of the earlier requests would have arrived too.
    await route.run();
    await route.when(({ stops }) => stops === batchSize + 1);

    expect(await route.waitForIdle(0)).toEqual({
      openRequests: batchSize + 1,
      usedConnections: batchSize + 1,
    });
    expect(route.server.cancellations).toBe(0);
  });

  it('never sends a cancelled request that waited for one of the six connections', async () => {
    await using route = await open({ stop: { place: places.midChunk } });
    const running = await startRuns(route, 6);
    await route.when(({ stops }) => stops === 6);
    const waiting = await startRuns(route, 2);

    for (const run of [...waiting, ...running]) await run.unsubscribe();
    expect(await route.waitForIdle()).toEqual({ openRequests: 0, usedConnections: 0 });
    const later = await route.run();
    await route.when(({ stops }) => stops === 7);
    await later.unsubscribe();

    expect(route.proxy.requests).toBe(7);
    expect(route.problems).toEqual([]);
  });
}
