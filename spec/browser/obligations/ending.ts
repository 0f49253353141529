import type { Socket } from 'node:net';
import { places } from '../../contract/places.js';
import { answer } from '../../contract/servers.js';
import { endBody, hangUp, reset } from '../../contract/stop.js';
import type { OpenBrowserRoute } from '../browser-route.js';

interface Cut {
  readonly how: string;
  readonly cut: (client: Socket) => void;
}

const cuts: readonly Cut[] = [
  { how: 'a clean end without finish_reason', cut: endBody },
  { how: 'the end of the connection', cut: hangUp },
  { how: 'a reset', cut: reset },
];

/** An answer is complete, or it fails with an error. */
export function describeEnding(open: OpenBrowserRoute): void {
  it('completes at [DONE], at once, and closes a connection that the server holds open for 5 s', async () => {
    await using route = await open({ reply: { text: answer, timing: { endDelay: 5_000 } } });
    const start = performance.now();
    const { end } = await (await route.run()).ended();

    expect(end).toBe('complete');
    expect(await route.waitForIdle()).toEqual({ openRequests: 0, usedConnections: 0 });
    expect(performance.now() - start).toBeLessThan(4_000);
    // The server counts a cancellation, since the body had not ended.
    expect(route.server.cancellations).toBe(1);
    expect(route.problems).toEqual([]);
  });

  it.each(cuts)('fails with a TruncatedStreamError after $how in the middle of the body', async ({ cut }) => {
    await using route = await open({ stop: { place: places.chunkEnd } });
    const run = await route.run();
    // Chromium discards the unread bytes of a body that fails, so wait until they have been read.
    await route.receives(places.midChunk);
    route.proxy.connections
      .filter(({ requests }) => requests > 0)
      .forEach((connection) => connection.end(cut));
    const { end, values, error } = await run.ended();

    expect(end).toBe('error');
    expect(values).toBeGreaterThan(0);
    expect(error?.classes).toContain('TruncatedStreamError');
  });

  it('fails with a TruncatedStreamError after an answer without finish_reason', async () => {
    await using route = await open({ reply: { text: answer, tail: 'cut' } });
    const { error } = await (await route.run()).ended();

    expect(error?.classes).toContain('TruncatedStreamError');
    expect(error?.cause).toBe('');
  });
}
