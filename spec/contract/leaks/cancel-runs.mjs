// Cancels runs in batches, each on a lane that stalls in another phase, and tells its parent what is left of them.
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
// Many runs of a lane wait at once for an answer that never comes, which a circuit breaker would not let them.
const clients = lanes.map(
  ({ baseURL }) => new VeniceClient({ baseURL, transport: transports[transport](), circuitBreaker: false }),
);

// How many runs of each lane have come to where they are to be cancelled: the parent sees it at its sockets.
const arrived = lanes.map(() => 0);
let isOver = false;
process.on('message', (message) => {
  isOver ||= message.isOver;
  arrived[message.lane] = message.arrivals;
});

// With its first message this process has finished starting.
await once(process, 'message');
await setImmediate();
// Loading undici opens stderr, which may be a pipe.
void process.stderr;
const before = remains();

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
while (JSON.stringify(remains()) !== JSON.stringify(before) && Date.now() < deadline) await setTimeout(20);
process.send({ before, after: remains() });

/** What keeps this process alive, and the listeners on the signal that all runs share. */
function remains() {
  return {
    resources: process.getActiveResourcesInfo().sort(),
    listeners: getEventListeners(signal, 'abort').length,
  };
}
