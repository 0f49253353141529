import { execFile } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { promisify } from 'node:util';
import { lastValueFrom } from 'rxjs';
import { VeniceClient } from 'venice-rx';
import { startMockServer } from 'venice-rx/mock-server';

const run = promisify(execFile);
const entry = new URL('../../dist/node/index.js', `file://${__filename}`).href;

/**
 * Sends three requests, each with a store in an AsyncLocalStorage, and prints which stores are still in memory afterwards. The first request
 * over undici is sent without a store, since undici itself keeps the context of its first connection. `kept` is the control.
 */
const program = `
import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { VeniceClient } from ${JSON.stringify(entry)};
const { Agent, request } = createRequire(${JSON.stringify(entry)})('undici');

const server = createServer((incoming, response) => {
  incoming.resume();
  response.end('{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const baseURL = 'http://127.0.0.1:' + server.address().port;
const agent = new Agent();
await (await request(baseURL, { dispatcher: agent })).body.text();
await agent.destroy();

const context = new AsyncLocalStorage();
const client = new VeniceClient({ baseURL, apiKey: '-' });
const references = [];
const kept = [];
const ask = async (name) => {
  const store = { name };
  references.push(new WeakRef(store));
  if (name === 'kept') kept.push(store);
  const messages = [{ role: 'user', content: 'Hi' }];
  await context.run(store, () => new Promise((complete, error) => {
    client.chat.completions.create({ model: 'm', messages }).subscribe({ complete, error });
  }));
};
for (const name of ['first', 'second', 'kept']) await ask(name);
await client.close();
server.close();
server.closeAllConnections();
for (let round = 0; round < 10; round += 1) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  gc();
}
console.log(references.flatMap((reference) => reference.deref()?.name ?? []).join(), kept.length);
`;

describe('the request that keeps the shapes of requests', () => {
  it('is not visible to a tracer of undici', async () => {
    const paths: string[] = [];
    const onRequest = (message: unknown): void => {
      paths.push((message as { readonly request: { readonly path: string } }).request.path);
    };
    subscribe('undici:request:create', onRequest);
    await using server = await startMockServer();
    await using client = new VeniceClient({ apiKey: 'test', baseURL: server.baseURL });
    const messages = [{ role: 'user', content: 'Hi' }] as const;

    await lastValueFrom(client.chat.completions.create({ model: 'default', messages, stream: true }));

    unsubscribe('undici:request:create', onRequest);
    expect(paths).toEqual([expect.stringMatching(/\/chat\/completions$/)]);
  });

  it('does not retain the async context of the first request', async () => {
    const { stdout } = await run(process.execPath, ['--expose-gc', '--input-type=module', '-e', program]);

    expect(stdout).toBe('kept 1\n');
  });
});
