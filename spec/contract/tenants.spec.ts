import { AsyncLocalStorage } from 'node:async_hooks';
import {
  Observable,
  asyncScheduler,
  catchError,
  concatMap,
  defer,
  from,
  lastValueFrom,
  mergeMap,
  of,
  range,
  retry,
  scheduled,
  toArray,
} from 'rxjs';
import { VeniceClient, circuitBreaker, hedge, rateLimiter, toContent } from 'venice-rx';
import { seed, sized } from '../support/cases.js';
import { randomFrom } from '../support/random-from.js';
import { TenantServer } from './tenant-server.js';
import { transports } from './transports.js';

const casesOfKeys = Number(process.env['CASES'] ?? sized(25, 1000));
/** The current tenant, which a server keeps in its async context. */
const current = new AsyncLocalStorage<string>();

function ask(client: VeniceClient, tenant: string): Observable<string> {
  return client.chat.completions
    .create({ model: 'm', messages: [{ role: 'user', content: tenant }], stream: true })
    .pipe(toContent());
}

/** Subscribes to a run in the async context of its tenant. */
function asTenant<T>(name: string, run: Observable<T>): Observable<T> {
  return new Observable((subscriber) => current.run(name, () => run.subscribe(subscriber)));
}

/** The text of a run, or the name of its error. */
function getOutcome(run: Observable<string>): Observable<string> {
  return run.pipe(catchError((error: unknown) => of((error as Error).name)));
}

type KeyForm = (key: string) => string | Observable<string> | PromiseLike<string>;

/** Functions that convert a key to the forms that an `apiKey` function may return. */
const forms: readonly (readonly [name: string, toForm: KeyForm])[] = [
  ['a string', (key) => key],
  ['a Promise', (key) => Promise.resolve(key)],
  ['an Observable', (key) => of(key)],
  ['an asynchronous Observable of two keys', (key) => scheduled([key, 'another'], asyncScheduler)],
  ['a key with white space', (key) => defer(() => Promise.resolve(` ${key}\n`))],
];

describe.each(transports)('tenants of one process, over $name', ({ create }) => {
  it.each([
    ['a key function', {}],
    ['a key function and partitionBy', { partitionBy: ({ user = '' }) => user }],
  ])(
    'sends the prompt of alice after nine 401s have opened the circuit of bob; with %s',
    async (_name, options) => {
      await using server = await TenantServer.start(({ authorization }) => ({
        status: authorization === 'Bearer key-of-alice' ? 200 : 401,
      }));
      await using transport = wrap(create());
      let tenant = 'bob';
      const client = new VeniceClient({
        ...options,
        baseURL: server.baseURL,
        transport: transport.transport,
        apiKey: () => `key-of-${tenant}`,
        limits: rateLimiter(),
      });
      const askAs = (name: string): Observable<string> =>
        defer(() => {
          tenant = name;
          return client.chat.completions
            .create({
              model: 'm',
              messages: [{ role: 'user', content: name }],
              stream: true,
              ...('partitionBy' in options && { user: name }),
            })
            .pipe(toContent());
        });
      const ofBob = await lastValueFrom(
        range(0, 10).pipe(
          concatMap(() => getOutcome(askAs('bob'))),
          toArray(),
        ),
      );
      const ofAlice = await lastValueFrom(getOutcome(askAs('alice')));

      expect(ofBob).toEqual([...Array<string>(9).fill('AuthenticationError'), 'CircuitOpenError']);
      expect(ofAlice).toBe('Hello');
      expect(server.arrivals.at(-1)).toEqual({ authorization: 'Bearer key-of-alice', tenant: 'alice' });
    },
  );

  it(`sends every request with the key of its tenant, in ${casesOfKeys} cases, SEED=${seed}`, async () => {
    const random = randomFrom(seed);
    const pick = (count: number): number => Math.floor(random() * count);
    await using server = await TenantServer.start(() => ({ status: random() < 0.2 ? 503 : 200 }));
    await using transport = wrap(create());
    const outcomes: string[] = [];

    for (let number = 0; number < casesOfKeys; number += 1) {
      const shared = new VeniceClient({
        baseURL: server.baseURL,
        transport: transport.transport,
        retry: retry({ count: 8, delay: 1 }),
        limits: rateLimiter({
          concurrency: 1 + pick(4),
          ...(pick(2) === 0 && { requestsPerMinute: 200 }),
        }),
        circuitBreaker: circuitBreaker(),
        ...(pick(2) === 0 && { partitionBy: ({ messages }) => JSON.stringify(messages.at(-1)?.content) }),
      });
      // One client for each tenant, or one client for all tenants.
      const [, toForm] = forms[pick(forms.length)]!;
      const oneForAll =
        pick(2) === 0 && shared.withOptions({ apiKey: () => toForm(`key-of-${current.getStore()}`) });
      const tenants = Array.from({ length: 2 + pick(4) }, (_tenant, at) => {
        const name = `${number}-${at}`;
        return { name, client: oneForAll || shared.withOptions({ apiKey: () => toForm(`key-of-${name}`) }) };
      });
      const runs = Array.from({ length: 4 + pick(5) }, () => {
        const { name, client } = tenants[pick(tenants.length)]!;
        const run = ask(client, name);
        return asTenant(name, pick(3) === 0 ? hedge(run, ask(client, name), { after: pick(2) }) : run);
      });
      outcomes.push(...(await lastValueFrom(from(runs).pipe(mergeMap(getOutcome), toArray()))));
    }

    const wrong = server.arrivals.filter(
      ({ authorization, tenant }) => authorization !== `Bearer key-of-${tenant}`,
    );
    expect(wrong).toEqual([]);
    expect(server.arrivals.length).toBeGreaterThanOrEqual(outcomes.length);
    expect(outcomes.filter((outcome) => outcome !== 'Hello')).toEqual([]);
  }, 300_000);

  it('does not delay a tenant while the server demands a pause from another tenant', async () => {
    await using server = await TenantServer.start(({ tenant }) =>
      tenant === 'bob' ? { status: 429, headers: { 'retry-after': '3600' } } : { status: 200 },
    );
    await using transport = wrap(create());
    const limits = rateLimiter();
    const [bob, alice] = ['bob', 'alice'].map(
      (name) =>
        new VeniceClient({
          baseURL: server.baseURL,
          transport: transport.transport,
          limits,
          apiKey: `key-of-${name}`,
        }),
    ) as [VeniceClient, VeniceClient];
    const rejected = await lastValueFrom(getOutcome(ask(bob, 'bob')));
    const waiting = ask(bob, 'bob').subscribe();
    const answered = await lastValueFrom(getOutcome(ask(alice, 'alice')));
    waiting.unsubscribe();

    expect([rejected, answered]).toEqual(['RateLimitError', 'Hello']);
    expect(server.arrivals.map(({ tenant }) => tenant)).toEqual(['bob', 'alice']);
  });

  it.each(forms)('sends the key of an `apiKey` function that returns %s', async (_name, toForm) => {
    await using server = await TenantServer.start(() => ({ status: 200 }));
    await using transport = wrap(create());
    const client = new VeniceClient({
      baseURL: server.baseURL,
      transport: transport.transport,
      apiKey: () => toForm('key-of-alice'),
    });

    expect(await lastValueFrom(ask(client, 'alice'))).toBe('Hello');
    expect(server.arrivals).toEqual([{ authorization: 'Bearer key-of-alice', tenant: 'alice' }]);
  });
});

/** Makes a transport disposable, for `await using`. */
function wrap(
  transport: ReturnType<(typeof transports)[number]['create']>,
): AsyncDisposable & { readonly transport: typeof transport } {
  return { transport, [Symbol.asyncDispose]: () => transport.close() };
}
