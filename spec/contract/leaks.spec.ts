import { startMockServer, type MockServer } from 'venice-rx/mock-server';
import { type Leftovers, cancelRuns } from './leaks/cancelling.js';
import { sized } from '../support/cases.js';
import { connecting, sharedPhases } from './leaks/lane.js';

// At least two batches in every phase; with DEEP=1, a thousand runs in all.
const batchSize = sized(10, 50);
const runs = sized(160, 1000);

// Measured in separate processes, so that resources of other specs do not count. They run the built package.
describe('a process that has cancelled its runs', () => {
  let server: MockServer;
  let fetch: Leftovers;
  let undici: Leftovers;
  let leaking: Leftovers;
  beforeAll(async () => {
    server = await startMockServer({ script: [{ reply: { text: 'Once upon a time' } }] });
    const { port } = server;
    const all = { phases: sharedPhases, server: port, runs, batchSize };
    [fetch, undici, leaking] = await Promise.all([
      cancelRuns({ ...all, transport: 'fetch', mayOpenSpares: true }),
      cancelRuns({ ...all, transport: 'undici', phases: [...sharedPhases, connecting] }),
      cancelRuns({ ...all, transport: 'leaking', runs: 100, batchSize: 50, settleTime: 1_000 }),
    ]);
  }, 150_000);
  afterAll(() => server.close());

  it.each([
    ['fetch', () => fetch],
    ['undici', () => undici],
  ])('has no socket, timer or listener left, and ends, over %s', (_transport, leftovers) => {
    const { cancelled, before, after, openSockets, exitCode } = leftovers();

    expect(cancelled).toBe(runs);
    expect(after).toEqual(before);
    expect(openSockets).toBe(0);
    expect(exitCode).toBe(0);
  });

  it('has resources left, and does not end, over a transport that leaks (the negative control)', () => {
    const { before, after, openSockets, exitCode } = leaking;
    const more = (name: string): number =>
      countResources(name, after.resources) - countResources(name, before.resources);

    expect(more('TCPSocketWrap')).toBeGreaterThanOrEqual(50);
    expect(more('Timeout')).toBe(100);
    expect(after.listeners).toBe(100);
    expect(openSockets).toBeGreaterThanOrEqual(50);
    expect(exitCode).toBeNull();
  });
});

function countResources(name: string, resources: readonly string[]): number {
  return resources.filter((resource) => resource === name).length;
}
