import { lastValueFrom } from 'rxjs';
import { places } from '../places.js';
import { question } from '../question.js';
import { Recording } from '../recording.js';
import { type OpenRoute, type Route, levels } from '../route.js';

/** The position at which an answer stops, and how a spec knows that the client has read up to this position. */
interface Phase {
  readonly phase: string;
  readonly place: RegExp;
  readonly isReached: (route: Route) => boolean;
}

const phases: readonly Phase[] = [
  { phase: 'while it waits for headers', place: places.start, isReached: () => true },
  { phase: 'after the head', place: places.head, isReached: ({ events }) => events.length > 0 },
  { phase: 'after the first byte', place: places.firstByte, isReached: ({ body }) => body === 'd' },
  {
    phase: 'stalled in mid-body',
    place: places.midChunk,
    isReached: ({ body }) => places.midChunk.test(body),
  },
  { phase: 'after finish_reason', place: places.finish, isReached: ({ body }) => places.finish.test(body) },
];

/** Unsubscribing closes the connection. A run completes at `[DONE]`, before the end of the body. */
export function describeUnsubscribing(open: OpenRoute): void {
  describe.each(phases)('$phase', ({ place, isReached }) => {
    it.each(levels)(
      'closes the socket and emits nothing when the $level is unsubscribed from',
      async ({ run }) => {
        await using route = await open({ stop: { place } });
        const { proxy } = route;
        const recording = new Recording(run(route));
        await proxy.when(() => proxy.stops === 1 && isReached(route));
        const { notifications } = recording;
        expect(proxy.usedConnections).toBe(1);

        recording.subscription.unsubscribe();
        await proxy.when(() => proxy.usedConnections === 0);

        expect(proxy.connections[0]?.isClosedByClient).toBe(true);
        expect(recording).toMatchObject({ end: 'none yet', notifications });
      },
    );
  });

  it.each(levels)('sends nothing when the $level is unsubscribed from in the same turn', async ({ run }) => {
    await using route = await open();
    const recording = new Recording(run(route));
    recording.subscription.unsubscribe();
    await lastValueFrom(run(route));

    expect(route.proxy.requests).toBe(1);
    expect(recording.notifications).toBe(0);
  });

  it('closes the socket when the transport is unsubscribed from after [DONE]', async () => {
    await using route = await open({ stop: { place: places.done } });
    const { proxy } = route;
    const recording = new Recording(route.transport(route.request));
    await proxy.when(() => places.done.test(route.body));
    expect(recording.end).toBe('none yet');

    recording.subscription.unsubscribe();
    await proxy.when(() => proxy.usedConnections === 0);

    expect(proxy.connections[0]?.isClosedByClient).toBe(true);
    expect(recording.end).toBe('none yet');
  });

  it('completes a run of the client at [DONE], and closes the socket if the body does not end', async () => {
    await using route = await open({ stop: { place: places.done } });
    const { proxy } = route;
    const recording = new Recording(route.client.chat.completions.create(question));
    await recording.ended();
    expect(recording.end).toBe('complete');

    await proxy.when(() => proxy.usedConnections === 0);

    expect(proxy.connections[0]?.isClosedByClient).toBe(true);
  });
}
