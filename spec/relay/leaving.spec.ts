import { type ClientRequest, request } from 'node:http';
import { Subject, firstValueFrom, from, lastValueFrom, mergeMap, range, timer, toArray } from 'rxjs';
import { type ChatCompletionChunk, VeniceClient } from 'venice-rx';
import { type LocalServer, startLocalServer } from 'venice-rx/server';
import { question } from '../contract/question.js';
import { RelayProcess } from './programs/relay-process.js';
import { RelayServer, ways } from './relay-server.js';
import { until } from '../server/until.js';

const seed = Number(process.env['SEED'] ?? Date.now());
const clients = 500;
/** An answer that never ends, so that no connection is idle because it is over. */
const script = [
  {
    reply: () => ({
      text: 'Once upon a time. '.repeat(1000),
      timing: { headersDelay: 5, firstTokenDelay: 5, tokenDelay: 20 },
    }),
  },
];

let upstream: LocalServer;
let client: VeniceClient;
beforeEach(async () => {
  upstream = await startLocalServer({ script });
  client = new VeniceClient({ baseURL: upstream.baseURL, failureBudget: false });
});
afterEach(async () => {
  await client.close();
  await upstream.close();
});

describe.each(ways)('%s', (way) => {
  it(`leaves no connection to the model behind ${clients} browsers that leave at random`, async () => {
    await using relay = await RelayServer.start({ way, client });
    const random = numbersFrom(seed);
    const waits = await lastValueFrom(
      range(0, clients).pipe(
        mergeMap(() => leaveAfter(relay.port, random() * 60), 50),
        toArray(),
      ),
    );
    await until(() => relay.open === 0 && upstream.openRequests === 0);
    console.log(`${way}: ${waits.length} browsers, ${upstream.requestCount} requests, SEED=${seed}`);

    expect(waits).toHaveLength(clients);
    expect(upstream.requestCount).toBeGreaterThan(clients / 10);
    expect(upstream.cancellations).toBeGreaterThan(clients / 10);
    await until(() => upstream.openConnections === 0);
  }, 60_000);

  it('leaves none when the relay is killed', async () => {
    await using relay = await RelayProcess.start({ way, baseURL: upstream.baseURL, hasGate: true });
    const asked = Array.from({ length: 20 }, () => ask(relay.port));
    await until(() => upstream.openRequests === 20);

    await relay.kill();
    await until(() => upstream.openConnections === 0);

    expect(upstream.cancellations).toBe(20);
    asked.forEach((one) => one.destroy());
  }, 30_000);

  it('leaves some when a source does not stop: the control', async () => {
    const source = (): Subject<ChatCompletionChunk> => {
      const chunks = new Subject<ChatCompletionChunk>();
      client.chat.completions.create(question).subscribe(chunks);
      return chunks;
    };
    await using relay = await RelayServer.start({ way, client, source });
    await lastValueFrom(
      from([50, 60, 70]).pipe(
        mergeMap((wait) => leaveAfter(relay.port, wait)),
        toArray(),
      ),
    );
    await until(() => relay.open === 0 && upstream.requestCount === 3);

    expect(upstream.openRequests).toBe(3);
  });
});

async function leaveAfter(port: number, wait: number): Promise<number> {
  const asked = ask(port);
  await firstValueFrom(timer(wait));
  asked.destroy();
  return wait;
}

function ask(port: number): ClientRequest {
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

/** Numbers from 0 to 1, the same for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
