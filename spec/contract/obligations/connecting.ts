import { APITimeoutError } from 'venice-rx';
import { question } from '../question.js';
import { Recording } from '../recording.js';
import { type OpenRoute, levels } from '../route.js';
import type { TransportUnderTest } from '../transports.js';

const atOnce = 'closes the socket at once';
const later = 'leaves the socket to the platform, which owns it';

/** Unsubscribing and timeouts while a connection is being opened: the server never answers the TLS handshake. */
export function describeConnecting({ ownsConnections }: TransportUnderTest, open: OpenRoute): void {
  it.each(levels)(
    `is silent when the $level is unsubscribed from, sends no request, and ${ownsConnections ? atOnce : later}`,
    async ({ run }) => {
      await using route = await open({ scheme: 'https' });
      const { proxy } = route;
      const recording = new Recording(run(route));
      await proxy.when(() => proxy.handshakes === 1);

      recording.subscription.unsubscribe();
      if (ownsConnections) await proxy.when(() => proxy.open === 0);
      else await proxy.close();

      expect(proxy.counts).toEqual({
        opened: 1,
        open: 0,
        requests: 0,
        closedByClient: ownsConnections ? 1 : 0,
      });
      expect(recording.notifications).toBe(0);
    },
  );

  it(`fails when the timeout ${ownsConnections ? '`connect`' : '`headers`, which includes connecting,'} expires`, async () => {
    // On a busy machine, two timeouts of similar length could expire in either order.
    const headers = ownsConnections ? Number.POSITIVE_INFINITY : 150;
    await using route = await open({ scheme: 'https', timeouts: { connect: 50, headers } });
    const recording = new Recording(route.client.chat.completions.create(question));
    await recording.ended();

    expect(recording.error).toBeInstanceOf(APITimeoutError);
    expect(recording.error).toMatchObject({ phase: ownsConnections ? 'connect' : 'headers' });
    if (ownsConnections) await route.proxy.when(() => route.proxy.open === 0);
  });
}
