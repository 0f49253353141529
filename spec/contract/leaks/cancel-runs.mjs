// Cancels runs in batches. The runs of a lane are cancelled in the same phase. Reports the resources that are left to its parent.
import { getEventListeners, once, setMaxListeners } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { VeniceClient, fetchTransport } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { leakingTransport } from './leaking-transport.mjs';

const { transport, lanes, runs, batchSize, settleTime } = JSON.parse(process.argv[2]);
const { signal } = new globalThis.AbortController();
setMaxListeners(0, signal);
const question = {
  model: 'default',
  messages: [{ role: 'user', content: 'Tell me a story.' }],
  stream: true,
};
const transports = {
  fetch: fetchTransport,
  undici: undiciTransport,
  leaking: () => leakingTransport(signal),
};
// A circuit breaker would not let many runs of a lane wait at the same time for an answer that never arrives.
const clients = lanes.map(
  ({ baseURL }) => new VeniceClient({ baseURL, transport: transports[transport](), circuitBreaker: false }),
);

// The number of runs of each lane that have reached the phase in which they are cancelled. The parent counts them at its proxies.
const arrived = lanes.map(() => 0);
let isOver = false;
process.on('message', (message) => {
  isOver ||= message.isOver;
  arrived[message.lane] = message.arrivals;
});

// When the first message arrives, the process has finished starting, so that its resources can be counted.
await once(process, 'message');
await setImmediate();
// Loading undici opens stderr, which counts as a resource if it is a pipe: open it before the first count.
void process.stderr;
const before = countRemaining();

let cancelled = 0;
for (let batch = 0; cancelled < runs; batch++) {
  const lane = batch % lanes.length;
  const expected = arrived[lane] + batchSize;
  const subscriptions = Array.from({ length: batchSize }, () =>
    clients[lane].chat.completions.create(question, { signal }).subscribe(),
  );
  while (lanes[lane].isAwaited && arrived[lane] < expected) await once(process, 'message');
  for (const subscription of subscriptions) subscription.unsubscribe();
  cancelled += batchSize;
}

process.send({ cancelled });
while (!isOver) await once(process, 'message');
const deadline = Date.now() + settleTime;
while (JSON.stringify(countRemaining()) !== JSON.stringify(before) && Date.now() < deadline)
  await setTimeout(20);
process.send({ before, after: countRemaining() });

/** The resources that keep this process alive, and the number of listeners on the signal that all runs share. */
function countRemaining() {
  return {
    resources: process.getActiveResourcesInfo().sort(),
    listeners: getEventListeners(signal, 'abort').length,
  };
}
