import {
  EMPTY,
  type MonoTypeOperatorFunction,
  type Observable,
  defer,
  mergeMap,
  of,
  range,
  retry,
  timer,
  toArray,
} from 'rxjs';
import {
  type ChatValue,
  type HttpTransport,
  VeniceClient,
  type VeniceClientOptions,
  circuitBreaker,
  concatMapEager,
  rateLimiter,
  retryOnApiError,
  runTools,
  toContent,
} from 'venice-rx';
import { bytes, inVirtualTime } from 'venice-rx/testing';
import { head, hello, scripted } from '../support/replies.js';
import { waitInQueue, RequestQueue } from '../../src/limits/request-queue.js';

const prompts = 100;
/** The prompt whose first request fails. */
const failing = 12;
const retrying = (): MonoTypeOperatorFunction<ChatValue> => retryOnApiError({ jitter: () => 0 });

/** Creates a server that answers prompts after 100 ms, but fails once, after 50 ms, for the prompt `failing`. `sent` logs all prompts. */
function createServer(failing: number): { readonly transport: HttpTransport; readonly sent: number[] } {
  const sent: number[] = [];
  const transport: HttpTransport = ({ body, url }) => {
    const { messages } = JSON.parse(String(body)) as { messages: { content: string }[] };
    const prompt = Number(messages.at(-1)?.content);
    sent.push(prompt);
    const isFirst = sent.filter((one) => one === prompt).length === 1;
    if (prompt === failing && isFirst) return timer(50).pipe(mergeMap(() => of(head(503))));
    return url.endsWith('/x') ? timer(100).pipe(mergeMap(() => of(head(), bytes('{}')))) : hello(100);
  };
  return { transport, sent };
}

type Ask = (client: VeniceClient, prompt: number) => Observable<unknown>;

function request(prompt: number): {
  model: string;
  messages: { role: 'user'; content: string }[];
  stream: true;
} {
  return { model: 'm', messages: [{ role: 'user', content: String(prompt) }], stream: true };
}

const create: Ask = (client, prompt) => client.chat.completions.create(request(prompt)).pipe(toContent());

describe('a retry in a full queue', () => {
  it.each<[string, VeniceClientOptions, Ask]>([
    ['of the client', { retry: retrying() }, create],
    [
      'of the request',
      {},
      (client, prompt) =>
        client.chat.completions.create(request(prompt), { retry: retrying() }).pipe(toContent()),
    ],
    [
      'by retryOnApiError',
      {},
      (client, prompt) => create(client, prompt).pipe(retryOnApiError({ jitter: () => 0 })),
    ],
    [
      'by retry of RxJS',
      {},
      (client, prompt) => create(client, prompt).pipe(retry({ count: 1, delay: 500 })),
    ],
    ['by retry of RxJS, at once', {}, (client, prompt) => create(client, prompt).pipe(retry(1))],
    [
      'in defer, with the same request',
      {},
      (client, prompt) => {
        const same = request(prompt);
        return defer(() => client.chat.completions.create(same)).pipe(retryOnApiError({ jitter: () => 0 }));
      },
    ],
    [
      'of runTools',
      {},
      (client, prompt) =>
        runTools(client.chat.completions, request(prompt), {
          tools: [],
          retry: retryOnApiError({ jitter: () => 0 }),
        }),
    ],
    [
      'of any route',
      {},
      (client, prompt) =>
        client.request({ path: '/x', body: request(prompt), retry: retryOnApiError({ jitter: () => 0 }) }),
    ],
  ])('is sent before other waiting requests: %s', (_name, options, ask) => {
    const { transport, sent } = createServer(failing);
    inVirtualTime(({ flush }) => {
      const client = new VeniceClient({
        baseURL: 'http://test',
        circuitBreaker: false,
        transport,
        limits: rateLimiter({ concurrency: 5, learnsFromHeaders: false }),
        ...options,
      });
      range(0, prompts)
        .pipe(
          concatMapEager((prompt) => ask(client, prompt)),
          toArray(),
        )
        .subscribe({ error: () => undefined });
      flush();
    });
    // During the delay of half a second, the server answers five requests each 100 ms: at most 30 others are sent.
    const between = sent.lastIndexOf(failing) - sent.indexOf(failing);

    expect(sent.filter((one) => one === failing)).toHaveLength(2);
    expect(between).toBeLessThan(40);
  });

  it('is sent before other requests that wait for the circuit breaker', () => {
    const { transport, sent } = createServer(0);
    inVirtualTime(({ flush }) => {
      const client = new VeniceClient({
        baseURL: 'http://test',
        circuitBreaker: circuitBreaker({ threshold: 4 }),
        transport,
        retry: retry(1),
      });
      range(0, prompts)
        .pipe(
          concatMapEager((prompt) => create(client, prompt)),
          toArray(),
        )
        .subscribe();
      flush();
    });

    expect(sent.slice(0, 6)).toEqual([0, 1, 2, 3, 0, 4]);
  });

  it('does not overtake a request that was subscribed to earlier, even one to another model', () => {
    const answers = [of(head(503)), hello(1000), hello(100), hello(100)];
    const { transport, requests } = scripted(...answers);
    inVirtualTime(({ flush }) => {
      const client = new VeniceClient({
        baseURL: 'http://test',
        circuitBreaker: false,
        transport,
        limits: rateLimiter({ concurrency: 1 }),
      });
      const ask = (model: string): Observable<string> =>
        client.chat.completions.create({ ...request(1), model }).pipe(toContent());
      const failed = ask('first').pipe(retryOnApiError({ jitter: () => 0 }));
      for (const one of [failed, ask('second'), ask('third'), ask('fourth')]) one.subscribe();
      flush();
    });
    const models = requests.map(({ body }) => (JSON.parse(String(body)) as { model: string }).model);

    expect(models).toEqual(['first', 'second', 'first', 'third', 'fourth']);
  });

  it.each([
    ['after a successful answer', 503, [0, 1, 1, 2]],
    ['after an error that is not retryable', 401, [0, 1, 2, 3]],
  ])('a subscription %s is a new arrival, not a retry', (_name, status, expected) => {
    const { transport } = scripted(hello(), of(head(status)), hello());
    const arrivals: number[] = [];
    const client = new VeniceClient({
      baseURL: 'http://test',
      circuitBreaker: false,
      transport,
      limits: {
        state: of(),
        intercept: (sent, next, { arrival }) => {
          arrivals.push(arrival);
          return next(sent);
        },
      },
    });
    const answer$ = client.chat.completions.create(request(1));
    for (let run = 0; run < 4; run += 1) answer$.subscribe({ error: () => undefined });
    const [first = 0] = arrivals;

    expect(arrivals.map((arrival) => arrival - first)).toEqual(expected);
  });
});

describe('a request queue whose entries have an order', () => {
  it('sorts entries by `order`, and keeps the sequence of equal ones', () => {
    const log: string[] = [];
    let isOpen = false;
    const queue = new RequestQueue<string>({
      admit: () => (isOpen ? { type: 'admit' } : { type: 'wait', delay: Number.POSITIVE_INFINITY }),
      onRelease: () => undefined,
    });
    const add = (ticket: string, order?: number): { unsubscribe: () => void } =>
      waitInQueue(() => ({
        queue,
        ticket,
        ...(order !== undefined && { order }),
        run: () => {
          log.push(ticket);
          return EMPTY;
        },
        onFailure: () => undefined,
      })).subscribe({ error: () => undefined });
    add('5', 5);
    const removed = add('6', 6);
    add('last');
    add('2', 2);
    const first = add('1', 1);
    add('5b', 5);
    add('3', 3);
    add('9', 9);
    for (const entry of [removed, first]) entry.unsubscribe();
    isOpen = true;

    expect(queue.waiting).toBe(6);
    expect(queue.first).toBe('2');
    queue.pump();
    expect(log).toEqual(['2', '3', '5', '5b', '9', 'last']);
    expect(queue.waiting).toBe(0);
  });
});
