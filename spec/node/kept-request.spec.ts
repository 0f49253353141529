import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { lastValueFrom } from 'rxjs';
import { VeniceClient } from 'venice-rx';
import { startMockServer } from 'venice-rx/mock-server';

it('a tracer of undici is notified of the requests of the program only', async () => {
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
