import { ClientClosedError } from 'venice-rx';
import { places } from '../places.js';
import { question } from '../question.js';
import { Recording } from '../recording.js';
import type { OpenRoute } from '../route.js';

/** `client.close()` ends all runs of the client. */
export function describeClosing(open: OpenRoute): void {
  it('ends active runs and closes their sockets, and ends later runs without a request', async () => {
    await using route = await open({ stop: { place: places.midChunk } });
    const { client, proxy } = route;
    const running = [1, 2].map(() => new Recording(client.chat.completions.create(question)));
    await proxy.when(() => proxy.stops === 2);

    await client.close();
    await proxy.when(() => proxy.usedConnections === 0);
    const later = new Recording(client.chat.completions.create(question));
    await later.ended();

    for (const { error } of [...running, later]) expect(error).toBeInstanceOf(ClientClosedError);
    expect(proxy.requests).toBe(2);
  });
}
