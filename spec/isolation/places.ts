import {
  BehaviorSubject,
  NEVER,
  Observable,
  Subject,
  type Subscription,
  lastValueFrom,
  map,
  of,
  retry,
  tap,
  throwError,
  timer,
} from 'rxjs';
import type { ChatCompletionChunk, ChatInterceptor, ChatMessage, TransportEvent } from 'venice-rx';
import { usage } from 'venice-rx/testing';
import { deltaChunk } from '../../src/testing/builders/envelope.js';
import { ChatServer, stream } from './chat-server.js';
import { fakeResponse } from './fake-response.js';
import { pooledTransport, quickTransport } from './in-memory-transport.js';
import { type ContextObserver, user } from './users.js';

type Package = typeof import('venice-rx');

/** A place in `src/` where the code of another run resumes a run. */
export interface Place {
  readonly name: string;
  /** Path below `src/` of the file whose call of `captureContext` or `bindContext` keeps the context. */
  readonly keptBy: string;
  /** Performs runs of alice and bob that pass the place, and records the context of each callback. */
  readonly runScenario: (environment: Environment) => Promise<void>;
}

/** The package, with or without the call that keeps the context, and the observer that records contexts. */
export interface Environment {
  readonly package: Package & {
    readonly undiciTransport: typeof import('venice-rx/node').undiciTransport;
    readonly pipeToNodeResponse: typeof import('venice-rx/relay').pipeToNodeResponse;
  };
  readonly observer: ContextObserver;
}

const request = { model: 'm', messages: [{ role: 'user', content: 'Hello?' }], stream: true } as const;
const baseURL = 'http://127.0.0.1:9';

/** Calls `runScenario` with a server, which is closed afterwards. */
async function overServer(
  reply: ConstructorParameters<typeof ChatServer>[0],
  runScenario: (server: ChatServer) => Promise<void>,
): Promise<void> {
  const server = await new ChatServer(reply).listen();
  try {
    await runScenario(server);
  } finally {
    await server.close();
  }
}

/** Resolves in the next turn of the event loop. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Alice and bob send requests until one of them has used a connection that the other had opened; at most 20 rounds. Each asks twice in a
 * row, since two connections could take turns just like the users.
 */
async function takeTurns(
  server: ChatServer,
  ask: (owner: 'alice' | 'bob') => Promise<unknown>,
): Promise<void> {
  for (let round = 0; round < 2 || (round < 20 && server.connections >= round * 4); round += 1) {
    for (const owner of ['alice', 'bob', 'bob', 'alice'] as const) {
      await user.run(owner, () => ask(owner));
      await nextTurn();
    }
  }
}

/** Sends a request of each user at the same time. Resolves when all requests are answered. */
function requestAll(
  client: InstanceType<Package['VeniceClient']>,
  owners: readonly string[],
  observer: ContextObserver,
): Promise<unknown> {
  return Promise.all(
    owners.map((owner) =>
      user.run(owner, () =>
        lastValueFrom(client.chat.completions.create(request).pipe(tap(observer.recorder(owner, 'next')))),
      ),
    ),
  );
}

export const places: readonly Place[] = [
  {
    name: 'a connection that is reused',
    keptBy: 'node/response-handler.ts',
    runScenario: ({ package: { undiciTransport }, observer }) =>
      overServer(stream('Hello'), async (server) => {
        const transport = undiciTransport();
        await takeTurns(server, (owner) =>
          lastValueFrom(
            transport({ method: 'POST', url: `${server.baseURL}/`, headers: {}, body: '{}' }).pipe(
              tap({ next: observer.recorder(owner, 'next'), complete: observer.recorder(owner, 'complete') }),
            ),
          ),
        );
        await transport.close();
      }),
  },
  {
    name: 'the wait before a retry',
    keptBy: 'node/response-handler.ts',
    runScenario: ({ package: { VeniceClient, retryOnApiError }, observer }) => {
      let count = 0;
      const reply: ConstructorParameters<typeof ChatServer>[0] = (received, response) => {
        count += 1;
        if (count % 2 === 0) stream('Hello')(received, response);
        else response.writeHead(503, { 'retry-after': '0' }).end('{}');
      };
      return overServer(reply, async (server) => {
        const client = new VeniceClient({ baseURL: server.baseURL, apiKey: false, circuitBreaker: false });
        await takeTurns(server, (owner) =>
          lastValueFrom(
            client.chat.completions
              .create(request, {
                retry: retryOnApiError({
                  jitter: () => 1,
                  onRetry: observer.recorder(owner, 'onRetry'),
                }),
              })
              .pipe(tap(observer.recorder(owner, 'next after a retry'))),
          ),
        );
        await client.close();
      });
    },
  },
  {
    name: 'a loop of `for await`',
    keptBy: 'node/response-handler.ts',
    runScenario: ({ package: { VeniceClient, toAsyncIterable }, observer }) =>
      overServer(stream('Hel', 'lo'), async (server) => {
        const client = new VeniceClient({ baseURL: server.baseURL, apiKey: false });
        await takeTurns(server, async (owner) => {
          const chunks = toAsyncIterable((gate) =>
            client.chat.completions
              .create(request, { gate })
              .pipe(tap(observer.recorder(owner, 'next before the loop'))),
          );
          for await (const { object } of chunks) observer.record(owner, `loop over ${object}`);
        });
        await client.close();
      }),
  },
  {
    name: 'the gate of a request over fetch',
    keptBy: 'transport/fetch-transport.ts',
    runScenario: async ({ package: { fetchTransport }, observer }) => {
      const body = new Blob(['Hello']).stream();
      const transport = fetchTransport({ fetch: () => Promise.resolve(new Response(body)) });
      const gate = new BehaviorSubject(false);
      const done = new Subject<void>();
      user.run('alice', () => {
        transport({ method: 'POST', url: baseURL, headers: {}, gate }).subscribe({
          next: ({ type }) => {
            observer.record('alice', type);
          },
          complete: () => {
            observer.record('alice', 'complete');
            done.complete();
          },
        });
      });
      await nextTurn();
      const end = lastValueFrom(done, { defaultValue: undefined });
      user.run('bob', () => {
        gate.next(true);
      });
      await end;
    },
  },
  {
    name: 'a transport of the application',
    keptBy: 'client/venice-client.ts',
    runScenario: ({ package: { VeniceClient }, observer }) => {
      const { transport, emit } = pooledTransport();
      const client = new VeniceClient({ baseURL, apiKey: false, transport });
      for (const owner of ['alice', 'bob'] as const) {
        user.run(owner, () => {
          client.chat.completions.create(request).subscribe({
            next: observer.recorder(owner, 'next'),
            complete: observer.recorder(owner, 'complete'),
          });
        });
      }
      user.run('bob', emit);
      user.run('alice', emit);
      return client.close();
    },
  },
  {
    name: 'the queue of a rate limiter',
    keptBy: 'limits/request-queue.ts',
    runScenario: async ({ package: { VeniceClient, rateLimiter }, observer }) => {
      const owners = ['alice', 'bob', 'alice'];
      const client = new VeniceClient({
        baseURL,
        apiKey: () => {
          observer.record(String(owners.shift()), 'apiKey');
          return of('key');
        },
        // Without a partition to compute, the key is not needed before an attempt has waited.
        partitionBy: () => '',
        transport: quickTransport,
        limits: rateLimiter({ concurrency: 1 }),
      });
      await requestAll(client, ['alice', 'bob', 'alice'], observer);
      await client.close();
    },
  },
  {
    name: 'the circuit breaker',
    keptBy: 'limits/request-queue.ts',
    runScenario: async ({ package: { VeniceClient, circuitBreaker }, observer }) => {
      const client = new VeniceClient({
        baseURL,
        apiKey: false,
        transport: quickTransport,
        circuitBreaker: circuitBreaker({ threshold: 2 }),
      });
      await requestAll(client, ['alice', 'bob', 'alice'], observer);
      await client.close();
    },
  },
  {
    name: 'the wait before a hedge',
    keptBy: 'limits/request-queue.ts',
    runScenario: async ({ package: { VeniceClient, hedge, rateLimiter }, observer }) => {
      const client = new VeniceClient({
        baseURL,
        apiKey: false,
        transport: quickTransport,
        limits: rateLimiter({ concurrency: 1 }),
      });
      await Promise.all(
        ['alice', 'bob'].map((owner) =>
          user.run(owner, () =>
            lastValueFrom(
              hedge(NEVER, client.chat.completions.create(request), { after: 1 }).pipe(
                tap(observer.recorder(owner, 'next of the second request')),
              ),
            ),
          ),
        ),
      );
      await client.close();
    },
  },
  {
    name: 'a queue of the application',
    keptBy: 'request/keep-context.ts',
    runScenario: async ({ package: { VeniceClient }, observer }) => {
      const waiting: (() => void)[] = [];
      const queue: ChatInterceptor = (queued, next) =>
        new Observable((subscriber) => {
          waiting.push(() => next(queued).subscribe(subscriber));
        });
      const client = new VeniceClient({
        baseURL,
        apiKey: () => {
          observer.record(String(keys.shift()), 'apiKey');
          return of('key');
        },
        transport: quickTransport,
        interceptors: [queue],
      });
      const keys = ['alice', 'bob'];
      const runs = requestAll(client, [...keys], observer);
      user.run('bob', () => {
        waiting[0]?.();
      });
      user.run('alice', () => {
        waiting[1]?.();
      });
      await runs;
      await client.close();
    },
  },
  {
    name: 'a key that several runs wait for',
    keptBy: 'request/key-from-function.ts',
    runScenario: ({ package: { VeniceClient }, observer }) => {
      const key = new Subject<string>();
      const owners = ['alice', 'bob'];
      const client = new VeniceClient({
        baseURL,
        apiKey: () => key,
        transport: () =>
          new Observable<TransportEvent>(() => {
            observer.record(String(owners.shift()), 'transport');
          }),
      });
      for (const owner of ['alice', 'bob'] as const) {
        user.run(owner, () => {
          client.chat.completions.create(request).subscribe({ error: () => undefined });
        });
      }
      user.run('bob', () => {
        key.next('key');
      });
      return client.close();
    },
  },
  {
    name: 'a signal that another user aborts',
    keptBy: 'client/run-operation.ts',
    runScenario: ({ package: { VeniceClient }, observer }) => {
      const controller = new AbortController();
      const client = new VeniceClient({ baseURL, apiKey: false, transport: () => NEVER });
      user.run('alice', () => {
        client.chat.completions.create(request, { signal: controller.signal }).subscribe({
          error: observer.recorder('alice', 'error'),
        });
      });
      user.run('bob', () => {
        controller.abort();
      });
      return client.close();
    },
  },
  {
    name: 'a client that another user closes',
    keptBy: 'client/run-operation.ts',
    runScenario: async ({ package: { VeniceClient }, observer }) => {
      const client = new VeniceClient({ baseURL, apiKey: false, transport: () => NEVER });
      user.run('alice', () => {
        client.chat.completions.create(request).subscribe({
          error: observer.recorder('alice', 'error'),
        });
      });
      await user.run('bob', () => client.close());
    },
  },
  {
    name: 'a request to another route when the client is closed',
    keptBy: 'client/run-operation.ts',
    runScenario: async ({ package: { VeniceClient }, observer }) => {
      const client = new VeniceClient({ baseURL, apiKey: false, transport: () => NEVER });
      user.run('alice', () => {
        client.request({ path: '/models' }).subscribe({
          error: observer.recorder('alice', 'error'),
        });
      });
      await user.run('bob', () => client.close());
    },
  },
  {
    name: 'the usage record of a run that another user unsubscribes',
    keptBy: 'client/run-operation.ts',
    runScenario: ({ package: { VeniceClient, usageRecords }, observer }) => {
      const client = new VeniceClient({ baseURL, apiKey: false, transport: () => NEVER });
      user.run('bob', () => {
        usageRecords(client).subscribe(observer.recorder('alice', 'usage record'));
      });
      const run = user.run('alice', () => client.chat.completions.create(request).subscribe());
      user.run('bob', () => {
        run.unsubscribe();
      });
      return client.close();
    },
  },
  {
    name: 'the log record of a run that another user unsubscribes',
    keptBy: 'usage/logger.ts',
    runScenario: ({ package: { VeniceClient, logger }, observer }) => {
      const log = logger({
        write: ({ type }) => {
          observer.record('alice', `log record "${type}"`);
        },
      });
      const client = new VeniceClient({
        baseURL,
        apiKey: false,
        transport: () => NEVER,
        interceptors: [log],
      });
      const run = user.run('alice', () => client.chat.completions.create(request).subscribe());
      user.run('bob', () => {
        run.unsubscribe();
      });
      return client.close();
    },
  },
  {
    name: 'the gate of a request',
    keptBy: 'request/run-gate.ts',
    runScenario: ({ package: { VeniceClient }, observer }) => {
      const gate = new BehaviorSubject(true);
      const client = new VeniceClient({
        baseURL,
        apiKey: false,
        transport: ({ gate: requestGate }) =>
          new Observable<TransportEvent>(() => requestGate?.subscribe(observer.recorder('alice', 'gate'))),
      });
      user.run('alice', () => {
        client.chat.completions.create(request, { gate }).subscribe({ error: () => undefined });
      });
      user.run('bob', () => {
        gate.next(false);
      });
      return client.close();
    },
  },
  {
    name: 'the state of a rate limiter',
    keptBy: 'limits/rate-limiter.ts',
    runScenario: ({ package: { VeniceClient, rateLimiter }, observer }) => {
      const limits = rateLimiter({ concurrency: 1 });
      const client = new VeniceClient({ baseURL, apiKey: false, transport: () => NEVER, limits });
      const watch = user.run('alice', () =>
        limits.state.subscribe(observer.recorder('alice', 'limiter state')),
      );
      user.run('bob', () => {
        client.chat.completions.create(request).subscribe({ error: () => undefined });
      });
      watch.unsubscribe();
      return client.close();
    },
  },
  {
    name: 'a shared run',
    keptBy: 'operators/internal/replaying-subject.ts',
    runScenario: ({ package: { shareChat }, observer }) => {
      const chunks = new Subject<ChatCompletionChunk>();
      const shared = chunks.pipe(shareChat());
      const subscriptions: Subscription[] = ['alice', 'bob', 'alice'].map((owner) =>
        user.run(owner, () =>
          shared.subscribe({
            next: observer.recorder(owner, 'next'),
            complete: observer.recorder(owner, 'complete'),
          }),
        ),
      );
      user.run('alice', () => {
        chunks.next(usage());
        chunks.complete();
      });
      for (const subscription of subscriptions) subscription.unsubscribe();
      return Promise.resolve();
    },
  },
  {
    name: '`concatMapEager` with a value that waits for `concurrency`',
    keptBy: 'operators/concat-map-eager.ts',
    runScenario: async ({ package: { concatMapEager }, observer }) => {
      const prompts = new Subject<string>();
      const result = prompts.pipe(
        concatMapEager(
          (owner) => {
            observer.record(owner, 'project');
            return timer(1);
          },
          { concurrency: 1 },
        ),
      );
      const owners = ['alice', 'bob', 'alice'];
      const end = lastValueFrom(
        result.pipe(
          tap((value) => {
            observer.record(String(owners.shift()), `result ${value}`);
          }),
        ),
      );
      for (const owner of [...owners]) {
        user.run(owner, () => {
          prompts.next(owner);
        });
      }
      prompts.complete();
      await end;
    },
  },
  {
    name: '`runTools` with a tool that waits for `concurrency`',
    keptBy: 'subscribers/to-observable.ts',
    runScenario: async ({ package: { runTools, tool }, observer }) => {
      const prices = new Subject<number>();
      const quote = tool({
        name: 'quote',
        description: 'Quotes a price.',
        execute: (_, { call }) => {
          observer.record('alice', `execute ${call.id}`);
          return call.id === 'call_1' ? prices : 1;
        },
      });
      const chat = (toolRequest: { messages: readonly ChatMessage[] }): Observable<ChatCompletionChunk> => {
        observer.record('alice', 'request');
        const hasResult = toolRequest.messages.some(({ role }) => role === 'tool');
        return of(
          hasResult
            ? deltaChunk({ content: 'Done.' }, {}, 'stop')
            : deltaChunk({ tool_calls: twoCalls }, {}, 'tool_calls'),
        );
      };
      const end = user.run('alice', () =>
        lastValueFrom(
          runTools(chat, { model: 'm', messages: [] }, { tools: [quote], concurrency: 1 }).pipe(
            tap(({ type }) => {
              observer.record('alice', `event ${type}`);
            }),
          ),
        ),
      );
      user.run('bob', () => {
        prices.next(1);
        prices.complete();
      });
      await end;
    },
  },
  {
    name: 'a retry that waits for an Observable of the application',
    keptBy: 'async-context/retry-in-context.ts',
    runScenario: ({ package: { VeniceClient }, observer }) => {
      const recovery = new Subject<void>();
      const client = new VeniceClient({
        baseURL,
        apiKey: false,
        transport: () => {
          observer.record('alice', 'transport');
          return throwError(() => new Error('no connection'));
        },
        retry: retry({ count: 1, delay: () => recovery }),
      });
      user.run('alice', () => {
        client.chat.completions.create(request).subscribe({ error: observer.recorder('alice', 'error') });
      });
      user.run('bob', () => {
        recovery.next();
      });
      return client.close();
    },
  },
  {
    name: 'the partition of a retry',
    keptBy: 'async-context/retry-in-context.ts',
    runScenario: ({ package: { VeniceClient }, observer }) => {
      const recovery = new Subject<void>();
      const client = new VeniceClient({
        baseURL,
        apiKey: false,
        partitionBy: () => {
          observer.record('alice', 'partitionBy');
          return String(user.getStore());
        },
        transport: () => throwError(() => new Error('no connection')),
        retry: retry({ count: 1, delay: () => recovery }),
      });
      user.run('alice', () => {
        client.chat.completions.create(request).subscribe({ error: observer.recorder('alice', 'error') });
      });
      user.run('bob', () => {
        recovery.next();
      });
      return client.close();
    },
  },
  {
    name: 'a retry that gives up',
    keptBy: 'async-context/retry-in-context.ts',
    runScenario: ({ package: { VeniceClient }, observer }) => {
      const recovery = new Subject<void>();
      const client = new VeniceClient({
        baseURL,
        apiKey: false,
        transport: () => throwError(() => new Error('no connection')),
        retry: retry({ delay: () => recovery }),
      });
      user.run('alice', () => {
        client.chat.completions
          .create(request)
          .subscribe({ complete: observer.recorder('alice', 'complete') });
      });
      user.run('bob', () => {
        recovery.complete();
      });
      return client.close();
    },
  },
  {
    name: 'an answer that an interceptor shares',
    keptBy: 'request/keep-context.ts',
    runScenario: ({ package: { VeniceClient }, observer }) => {
      const answer = new Subject<ChatCompletionChunk>();
      const client = new VeniceClient({ baseURL, apiKey: false, interceptors: [() => answer] });
      for (const owner of ['alice', 'bob'] as const) {
        user.run(owner, () => {
          client.chat.completions.create(request).subscribe({
            next: observer.recorder(owner, 'next'),
            complete: observer.recorder(owner, 'complete'),
          });
        });
      }
      user.run('bob', () => {
        answer.next(deltaChunk({ content: 'Hello' }, {}, 'stop'));
        answer.complete();
      });
      return client.close();
    },
  },
  {
    name: 'a limiter of the application that rejects an attempt',
    keptBy: 'request/keep-context.ts',
    runScenario: ({ package: { VeniceClient }, observer }) => {
      const rejection = new Subject<never>();
      const client = new VeniceClient({
        baseURL,
        apiKey: false,
        limits: { intercept: () => rejection, state: NEVER },
        retry: retry({
          delay: (error) => {
            observer.record('alice', 'delay');
            return throwError(() => error as Error);
          },
        }),
      });
      user.run('alice', () => {
        client.chat.completions.create(request).subscribe({ error: observer.recorder('alice', 'error') });
      });
      user.run('bob', () => {
        rejection.error(new Error('too many'));
      });
      return client.close();
    },
  },
  {
    name: 'the circuits of a shared circuit breaker',
    keptBy: 'limits/circuit-breaker.ts',
    runScenario: ({ package: { VeniceClient, circuitBreaker }, observer }) => {
      const shared = circuitBreaker();
      const client = new VeniceClient({
        baseURL,
        apiKey: false,
        circuitBreaker: shared,
        transport: () => of({ type: 'head', status: 404, headers: { date: '0' } }),
      });
      const circuits = user.run('alice', () =>
        shared.circuits.subscribe(observer.recorder('alice', 'circuits')),
      );
      user.run('bob', () => {
        client.chat.completions.create(request).subscribe({ error: observer.recorder('bob', 'error') });
      });
      circuits.unsubscribe();
      return client.close();
    },
  },
  {
    name: 'a chat function of the application',
    keptBy: 'operators/internal/chat-source.ts',
    runScenario: ({ package: { runTools, tool }, observer }) => {
      const answer = new Subject<ChatCompletionChunk>();
      const quote = tool({
        name: 'quote',
        description: 'Quotes a price.',
        execute: observer.recorder('alice', 'execute'),
      });
      user.run('alice', () => {
        runTools(() => answer, { model: 'm', messages: [] }, { tools: [quote], maxSteps: 2 }).subscribe({
          next: observer.recorder('alice', 'next'),
          error: observer.recorder('alice', 'error'),
        });
      });
      user.run('bob', () => {
        answer.next(deltaChunk({ tool_calls: twoCalls }, {}, 'tool_calls'));
        answer.complete();
      });
      return Promise.resolve();
    },
  },
  {
    name: 'a tool whose retry waits for an Observable of the application',
    keptBy: 'async-context/retry-in-context.ts',
    runScenario: ({ package: { runTools, tool }, observer }) => {
      const recovery = new Subject<void>();
      const quote = tool({
        name: 'quote',
        description: 'Quotes a price.',
        execute: () => {
          observer.record('alice', 'execute');
          throw new Error('no price');
        },
        retry: retry({ count: 1, delay: () => recovery }),
      });
      const chat = (): Observable<ChatCompletionChunk> =>
        of(deltaChunk({ tool_calls: twoCalls }, {}, 'tool_calls'));
      const run = user.run('alice', () =>
        runTools(chat, { model: 'm', messages: [] }, { tools: [quote], maxSteps: 2 }).subscribe({
          error: observer.recorder('alice', 'error'),
        }),
      );
      user.run('bob', () => {
        recovery.next();
      });
      run.unsubscribe();
      return Promise.resolve();
    },
  },
  {
    name: 'a step of `runTools` whose retry waits for an Observable of the application',
    keptBy: 'async-context/retry-in-context.ts',
    runScenario: ({ package: { runTools }, observer }) => {
      const recovery = new Subject<void>();
      const chat = (): Observable<ChatCompletionChunk> => {
        observer.record('alice', 'request');
        return throwError(() => new Error('no connection'));
      };
      const retryOnce = retry<ChatCompletionChunk>({ count: 1, delay: () => recovery });
      user.run('alice', () => {
        runTools(chat, { model: 'm', messages: [] }, { tools: [], retry: retryOnce }).subscribe({
          error: observer.recorder('alice', 'error'),
        });
      });
      user.run('bob', () => {
        recovery.next();
      });
      return Promise.resolve();
    },
  },
  {
    name: 'the queue of a conversation',
    keptBy: 'conversation/command-queue.ts',
    runScenario: async ({ package: { Conversation }, observer }) => {
      const owners = ['alice', 'bob', 'alice'];
      const conversation = new Conversation(
        () => {
          observer.record(String(owners.shift()), 'request');
          return timer(1).pipe(map(() => deltaChunk({ content: 'Hello' }, {}, 'stop')));
        },
        { request: { model: 'm' } },
      );
      for (const owner of [...owners]) {
        user.run(owner, () => conversation.send(`I am ${owner}.`));
      }
      while (conversation.currentState.isRunning) await nextTurn();
      conversation.close();
    },
  },
  {
    name: 'a conversation that another user stops',
    keptBy: 'conversation/run-driver.ts',
    runScenario: ({ package: { Conversation }, observer }) => {
      const conversation = new Conversation(() => NEVER, { request: { model: 'm' } });
      user.run('alice', () => {
        conversation.send('I am alice.');
        conversation.state.subscribe({
          next: observer.recorder('alice', 'state'),
          complete: observer.recorder('alice', 'complete'),
        });
      });
      user.run('bob', () => {
        conversation.close();
      });
      return Promise.resolve();
    },
  },
  {
    name: 'a state that a subscriber causes by a command',
    keptBy: 'conversation/reentrant-replay-subject.ts',
    runScenario: ({ package: { Conversation }, observer }) => {
      const conversation = new Conversation(() => NEVER, { request: { model: 'm' } });
      let hasSent = false;
      conversation.state.subscribe(({ status, queue }) => {
        if (status === 'pending') observer.record(queue.length > 0 ? 'bob' : 'alice', `state ${status}`);
        if (status !== 'pending' || hasSent) return;
        hasSent = true;
        user.run('bob', () => conversation.send('I am bob.'));
      });
      user.run('alice', () => conversation.send('I am alice.'));
      conversation.close();
      return Promise.resolve();
    },
  },
  {
    name: 'the gate of a relay',
    keptBy: 'relay/relay-run.ts',
    runScenario: ({ package: { pipeToNodeResponse }, observer }) => {
      const response = fakeResponse();
      const chunks = new Subject<ChatCompletionChunk>();
      user.run('alice', () => {
        pipeToNodeResponse(response, (gate) => {
          gate.subscribe(observer.recorder('alice', 'gate'));
          return chunks;
        });
      });
      user.run('alice', () => {
        chunks.next(deltaChunk({ content: 'Hello' }, {}, 'stop'));
      });
      user.run('bob', () => {
        response.emit('drain');
      });
      response.emit('close');
      return Promise.resolve();
    },
  },
];

const twoCalls = [1, 2].map((number) => ({
  index: number - 1,
  id: `call_${number}`,
  type: 'function' as const,
  function: { name: 'quote', arguments: '{}' },
}));
