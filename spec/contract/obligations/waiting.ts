import { APITimeoutError, type Timeouts } from 'venice-rx';
import { places } from '../places.js';
import { question } from '../question.js';
import { Recording } from '../recording.js';
import type { OpenRoute } from '../route.js';

interface Silence {
  readonly phase: keyof Timeouts;
  readonly place: RegExp;
}

const silences: readonly Silence[] = [
  { phase: 'headers', place: places.start },
  { phase: 'idle', place: places.midChunk },
];

/** Timeouts, in real time. */
export function describeWaiting(open: OpenRoute): void {
  it.each(silences)(
    'fails when the timeout $phase expires, and closes the socket',
    async ({ phase, place }) => {
      await using route = await open({ stop: { place }, timeouts: { [phase]: 60 } });
      const { proxy } = route;
      const recording = new Recording(route.client.chat.completions.create(question));
      await recording.ended();

      expect(recording.error).toBeInstanceOf(APITimeoutError);
      expect(recording.error).toMatchObject({ phase, limit: 60 });
      // The timeout may expire before the proxy has accepted the connection.
      await proxy.when(() => proxy.connections[0]?.isClosedByClient === true && proxy.usedConnections === 0);
    },
  );
}
