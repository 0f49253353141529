import { APITimeoutError } from 'venice-rx';
import { question } from '../question.js';
import { Recording } from '../recording.js';
import { type OpenRoute, levels } from '../route.js';
import type { TransportUnderTest } from '../transports.js';

const atOnce = 'closes the socket at once';
const later = 'leaves the socket to the platform, which gives no handle on it';

/** C1 and C6 while a connection is being opened, to an https address whose server never answers the handshake. */
export function describeConnecting({ ownsConnections }: TransportUnderTest, open: OpenRoute): void {
  it.each(levels)(
    `is silent when the $level is unsubscribed from, sends no request, and ${ownsConnections ? atOnce : later}`,
    async ({ run }) => {
      await using route = await open({ scheme: 'https' });
      const { proxy } = route;
      const recording = new Recording(run(route));
      await proxy.when(() => proxy.greetings === 1);

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

  it(`fails when ${ownsConnections ? 'connect' : 'headers, which counts connecting too,'} runs out`, async () => {
    // Two timers of the same order would race on a busy machine.
    const headers = ownsConnections ? Number.POSITIVE_INFINITY : 150;
    await using route = await open({ scheme: 'https', timeouts: { connect: 50, headers } });
    const recording = new Recording(route.client.chat.completions.create(question));
    await recording.ended();

    expect(recording.error).toBeInstanceOf(APITimeoutError);
    expect(recording.error).toMatchObject({ phase: ownsConnections ? 'connect' : 'headers' });
    if (ownsConnections) await route.proxy.when(() => route.proxy.open === 0);
  });
}
