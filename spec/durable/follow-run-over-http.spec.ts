import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  type Observable,
  ReplaySubject,
  concat,
  firstValueFrom,
  interval,
  lastValueFrom,
  map,
  of,
  skip,
  takeWhile,
  tap,
  toArray,
} from 'rxjs';
import { type ChatCompletionChunk, VeniceClient, fetchTransport } from 'venice-rx';
import {
  type DurableRuns,
  type RunFrame,
  durableChat,
  durableRuns,
  followRun,
  memoryRunStore,
  pipeRunToNodeResponse,
  stopRun,
} from 'venice-rx/durable';
import { chunk, finish, role } from 'venice-rx/testing';
import { until } from '../mock-server/until.js';
import { randomFrom } from '../support/random-from.js';
import { seed, sized } from '../support/cases.js';

/** How often a test resets all sockets. */
const resetCount = sized(3, 20);

/** A web server for the runs of a store, over real sockets. */
class RunNode implements AsyncDisposable {
  readonly sockets = new Set<Socket>();
  openRequests = 0;
  readonly lastEventIds: (string | undefined)[] = [];
  /** Number of requests that reached the model. */
  modelRequests = 0;
  /** Everything that the model has emitted. */
  readonly chunks: ChatCompletionChunk[] = [];
  /** Whether the model ends its answer at its next chunk. */
  endsAnswer = false;
  readonly #runs: DurableRuns<{ readonly story: (input: unknown) => Observable<ChatCompletionChunk> }>;
  readonly #server: Server;

  constructor(store = memoryRunStore()) {
    this.#runs = durableRuns(store, { sources: { story: () => this.story() } });
    this.#server = createServer((request, response) => {
      const id = request.url?.split('/')[2] ?? '';
      this.lastEventIds.push(request.headers['last-event-id']?.toString());
      this.openRequests += 1;
      response.on('close', () => (this.openRequests -= 1));
      let body = '';
      request.on('data', (data: Buffer) => (body += data.toString()));
      request.on('end', () => {
        pipeRunToNodeResponse(this.#runs, id, request, response, {
          authorize: 'ids-are-capabilities',
          start: (subject, gate) =>
            this.#runs.start(id, { source: 'story', input: JSON.parse(body) as unknown, subject, gate }),
        });
      });
    });
    this.#server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  /** Number of requests that continued a run. */
  get continuations(): number {
    return this.lastEventIds.filter((id) => id !== undefined).length;
  }

  story(): Observable<ChatCompletionChunk> {
    this.modelRequests += 1;
    return concat(
      of(role()),
      interval(5).pipe(
        takeWhile(() => !this.endsAnswer),
        map((index) => chunk(`${index} `)),
      ),
      of(finish()),
    ).pipe(tap((value) => this.chunks.push(value)));
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  resetSockets(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runs.close({ drainTimeout: 0 });
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const question = {
  model: 'default',
  messages: [{ role: 'user', content: 'A story.' }],
  stream: true,
} as const;
const textIn = (values: readonly ChatCompletionChunk[]): string =>
  values.map(({ choices }) => (choices?.[0]?.delta?.content as string | undefined) ?? '').join('');

describe.each([
  ['undici', undefined],
  ['fetch', fetchTransport()],
])('over %s', (_, transport) => {
  it('emits every chunk once and in order although the sockets are reset repeatedly', async () => {
    console.log(`resets: SEED=${seed}`);
    const random = randomFrom(seed);
    await using node = new RunNode();
    await using client = new VeniceClient({
      baseURL: await node.listen(),
      apiKey: false,
      ...(transport && { transport }),
    });
    let resets = 0;
    /** Number of frames after which the sockets are reset again. */
    let nextReset = 1 + Math.floor(random() * 8);
    const received: RunFrame<ChatCompletionChunk>[] = [];
    const chat = durableChat(client, { runId: () => 'tale', jitter: () => 1, maxRetries: 100 });
    const started = lastValueFrom(chat(question).pipe(toArray()));
    await until(() => node.modelRequests === 1);
    await lastValueFrom(
      followRun(client, 'tale', {
        observe: 'frames',
        jitter: () => 1,
        maxRetries: 100,
      }).pipe(
        tap((frame) => {
          received.push(frame);
          // Frames that arrived before a reset can follow it. So the next reset waits for a request that continues the run.
          if (received.length < nextReset || node.continuations < resets) return;
          nextReset = received.length + 1 + Math.floor(random() * 8);
          if (resets === resetCount) node.endsAnswer = true;
          else {
            resets += 1;
            node.resetSockets();
          }
        }),
      ),
    );
    const [first, ...others] = received;

    expect(resets).toBe(resetCount);
    expect(node.continuations).toBeGreaterThanOrEqual(resetCount);
    expect(first!.isSnapshot).toBe(true);
    const live = others.flatMap(({ values }) => values);
    expect(JSON.stringify(live)).toBe(JSON.stringify(node.chunks.slice(node.chunks.length - live.length)));
    expect(textIn(received.flatMap(({ values }) => values))).toBe(textIn(node.chunks));
    expect(textIn(await started)).toBe(textIn(node.chunks));
    expect(node.modelRequests).toBe(1);
  });

  it('continues on another node', async () => {
    const store = memoryRunStore();
    await using first = new RunNode(store);
    await using second = new RunNode(store);
    const urls = [await first.listen(), await second.listen()];
    let current = 0;
    // Like a load balancer: sends requests to the second node once the sockets of the first are reset.
    await using client = new VeniceClient({
      baseURL: urls[0]!,
      apiKey: false,
      transport: (request) =>
        (transport ?? fetchTransport())({ ...request, url: request.url.replace(urls[0]!, urls[current]!) }),
    });
    const started = lastValueFrom(
      durableChat(client, { runId: () => 'tale', jitter: () => 1 })(question).pipe(toArray()),
    );
    await until(() => first.modelRequests === 1);
    const received = await lastValueFrom(
      followRun(client, 'tale', { jitter: () => 1 }).pipe(
        tap(() => {
          if (current === 1) first.endsAnswer = true;
          else if (first.sockets.size === 2) {
            current = 1;
            first.resetSockets();
          }
        }),
        toArray(),
      ),
    );

    expect(textIn(received)).toBe(textIn(first.chunks));
    expect(textIn(await started)).toBe(textIn(first.chunks));
    // The socket of the POST may have been reset before its first frame.
    expect(second.lastEventIds).toHaveLength(2);
    expect(second.lastEventIds).toContainEqual(expect.stringMatching(/^\d+-\d+$/));
    expect(second.modelRequests).toBe(0);
  });

  it('closes only its connection on unsubscribe, and stops a run by DELETE', async () => {
    await using node = new RunNode();
    await using client = new VeniceClient({
      baseURL: await node.listen(),
      apiKey: false,
      ...(transport && { transport }),
    });
    const received = new ReplaySubject<ChatCompletionChunk>(Infinity);
    durableChat(client, { runId: () => 'tale' })(question).subscribe(received);
    await firstValueFrom(received.pipe(skip(2)));
    // Unsubscribes after its first chunk.
    await firstValueFrom(followRun(client, 'tale'));
    await until(() => node.openRequests === 1);
    await lastValueFrom(stopRun(client, 'tale'));

    await expect(lastValueFrom(received)).rejects.toMatchObject({ name: 'RunStoppedError', runId: 'tale' });
  });
});
