import 'zone.js';
import { lastValueFrom, tap } from 'rxjs';
import { VeniceClient, rateLimiter } from 'venice-rx';
import { quickTransport } from './in-memory-transport.js';

interface Zone {
  readonly name: string;
  fork(spec: { readonly name: string }): Zone;
  run<T>(callback: () => T): T;
}

const { Zone } = globalThis as unknown as { readonly Zone: { readonly current: Zone } };
const request = { model: 'm', messages: [{ role: 'user', content: 'Hello?' }], stream: true } as const;

it('returns to the zone of the subscriber after a wait in a queue', async () => {
  const zones: string[] = [];
  const client = new VeniceClient({
    baseURL: 'http://127.0.0.1:9',
    apiKey: () => Promise.resolve(`key-of-${Zone.current.name}`),
    transport: (sent) => {
      zones.push(`${sent.headers['authorization']} in ${Zone.current.name}`);
      return quickTransport(sent);
    },
    limits: rateLimiter({ concurrency: 1 }),
  });
  const ask = (name: string): Promise<unknown> =>
    Zone.current.fork({ name }).run(() =>
      lastValueFrom(
        client.chat.completions.create(request).pipe(
          tap(() => {
            zones.push(`${name} in ${Zone.current.name}`);
          }),
        ),
      ),
    );

  await Promise.all(['alice', 'bob', 'alice'].map(ask));

  const parts = zones.map((entry) => entry.replace('Bearer key-of-', '').split(' in '));
  expect(parts.filter(([one, other]) => one !== other)).toEqual([]);
  // Each of the three runs notes its zone in its request and with two chunks.
  expect(zones).toHaveLength(9);
});
