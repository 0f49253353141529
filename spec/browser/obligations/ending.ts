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

/** C3: an answer is complete or it is an error. */
export function describeEnding(open: OpenBrowserRoute): void {
  it('completes at [DONE], at once, and closes a connection that the server holds open for 5 s', async () => {
    await using route = await open({ reply: { text: answer, timing: { endDelay: 5_000 } } });
    const start = performance.now();
    const { end } = await (await route.run()).ended();

    expect(end).toBe('complete');
    expect(await route.left()).toEqual({ openRequests: 0, carrying: 0 });
    expect(performance.now() - start).toBeLessThan(4_000);
    // An answer that came to its end is no cancellation.
    expect(route.server.cancellations).toBe(1);
    expect(route.complaints).toEqual([]);
  });

  it.each(cuts)('takes $how in mid-body for a cut', async ({ cut }) => {
    await using route = await open({ stop: { place: places.chunkEnd } });
    const run = await route.run();
    // A stream that fails drops what has not been read yet.
    await route.receives(places.midChunk);
    route.proxy.connections
      .filter(({ requests }) => requests > 0)
      .forEach((connection) => connection.end(cut));
    const { end, values, error } = await run.ended();

    expect(end).toBe('error');
    expect(values).toBeGreaterThan(0);
    expect(error?.classes).toContain('TruncatedStreamError');
  });

  it('takes an answer that the server ends without finish_reason for a cut', async () => {
    await using route = await open({ reply: { text: answer, tail: 'cut' } });
    const { error } = await (await route.run()).ended();

    expect(error?.classes).toContain('TruncatedStreamError');
    expect(error?.cause).toBe('');
  });
}
