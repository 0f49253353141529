import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { Subject, from, lastValueFrom, mergeMap, range, toArray } from 'rxjs';
import { type ChatCompletionChunk, VeniceClient } from 'venice-rx';
import { type MockServer, startMockServer } from 'venice-rx/mock-server';
import { question } from '../contract/question.js';
import { RelayProcess } from './programs/relay-process.js';
import { RelayServer, relayFunctions } from './relay-server.js';
import { until } from '../mock-server/until.js';
import { seed, sized } from '../support/cases.js';

const clients = sized(60, 500);
/** An answer that never ends, so that no connection is idle because its answer has ended. */
const timing = { headersDelay: 5, firstTokenDelay: 5, tokenDelay: 5, tailDelay: Infinity };
const script = [{ reply: { text: 'Once upon a time there was a brave knight.', timing } }];

let upstream: MockServer;
let client: VeniceClient;
beforeEach(async () => {
  upstream = await startMockServer({ script });
  client = new VeniceClient({ baseURL: upstream.baseURL, circuitBreaker: false });
});
afterEach(async () => {
  await client.close();
  await upstream.close();
});

describe.each(relayFunctions)('%s', (relayFunction) => {
  it(`closes all connections to the model after ${clients} browsers have disconnected at random`, async () => {
    await using relay = await RelayServer.start({ relayFunction, client });
    const random = createRandom(seed);
    const reads = await lastValueFrom(
      range(0, clients).pipe(
        mergeMap(() => leave(relay.port, random()), 50),
        toArray(),
      ),
    );
    await until(() => relay.open === 0 && upstream.openRequests === 0);
    console.log(
      `${relayFunction}: ${reads.length} browsers, ${upstream.requestCount} requests, SEED=${seed}`,
    );

    expect(reads).toHaveLength(clients);
    expect(upstream.requestCount).toBeGreaterThan(clients / 2);
    expect(upstream.cancellations).toBeGreaterThan(clients / 2);
    await until(() => upstream.openConnections === 0);
  });

  it('closes all connections to the model when its process is killed', async () => {
    await using relay = await RelayProcess.start({ relayFunction, baseURL: upstream.baseURL, hasGate: true });
    const requests = Array.from({ length: 20 }, () => send(relay.port));
    await until(() => upstream.openRequests === 20);

    await relay.kill();
    await until(() => upstream.openConnections === 0);

    expect(upstream.cancellations).toBe(20);
    requests.forEach((request) => request.destroy());
  });

  it('leaves connections open if the source ignores unsubscribing (negative control)', async () => {
    const source = (): Subject<ChatCompletionChunk> => {
      const chunks = new Subject<ChatCompletionChunk>();
      client.chat.completions.create(question).subscribe(chunks);
      return chunks;
    };
    await using relay = await RelayServer.start({ relayFunction, client, source });
    await lastValueFrom(
      // After one, two and three reads.
      from([0.5, 0.7, 0.9]).pipe(
        mergeMap((random) => leave(relay.port, random)),
        toArray(),
      ),
    );
    await until(() => relay.open === 0 && upstream.requestCount === 3);

    expect(upstream.openRequests).toBe(3);
  });
});

/**
 * Sends a request and disconnects: after some turns of the event loop, at the head of the answer, or at one of its first reads.
 * Returns the number of reads, or a negative number without a head.
 */
async function leave(port: number, random: number): Promise<number> {
  const sent = send(port);
  const reads = Math.floor(random * 6) - 2;
  if (reads < 0) {
    for (let turn = 0; turn < random * 1000; turn += 1) await setImmediate();
  } else {
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    for (let read = 0; read < reads; read += 1) await once(response, 'data');
  }
  sent.destroy();
  return reads;
}

function send(port: number): ClientRequest {
  const headers = { 'content-type': 'application/json' };
  return request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/api/chat/completions',
    headers,
    agent: false,
  })
    .on('error', () => undefined)
    .on('response', (response) => response.on('error', () => undefined).resume())
    .end(JSON.stringify(question));
}

/** Pseudo-random numbers from 0 to below 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
