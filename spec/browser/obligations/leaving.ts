import type { Page } from 'playwright-core';
import { places } from '../../contract/places.js';
import type { OpenBrowserRoute } from '../browser-route.js';

interface Departure {
  readonly how: string;
  readonly leave: (page: Page) => Promise<unknown>;
}

const departures: readonly Departure[] = [
  { how: 'goes to another page', leave: (page) => page.goto('about:blank') },
  { how: 'reloads it', leave: (page) => page.reload() },
  { how: 'closes it', leave: (page) => page.close() },
];

/** Leaving a page ends its runs. */
export function describeLeaving(open: OpenBrowserRoute): void {
  it.each(departures)('closes the connection of a page whose visitor $how', async ({ leave }) => {
    await using route = await open({ stop: { place: places.midChunk } });
    await route.run();
    await route.receives(places.midChunk);

    await leave(route.page);

    expect(await route.waitForIdle()).toEqual({ openRequests: 0, usedConnections: 0 });
    expect(route.server.cancellations).toBe(1);
    expect(route.problems).toEqual([]);
  });
}
