import { lastValueFrom } from 'rxjs';
import { VeniceClient, fetchTransport, isVeniceError, toContent } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { toWebResponse } from 'venice-rx/relay';
import { inVirtualTime } from 'venice-rx/testing';
import { startMockServer } from 'venice-rx/mock-server';

// Only the schema of zod checks `temperature`, so this request makes the bundle load zod too.
const request = {
  model: 'default',
  messages: [{ role: 'user', content: 'Tell me a story.' }],
  temperature: 0.5,
} as const;

async function ask(baseURL: string, transport?: ReturnType<typeof fetchTransport>): Promise<unknown> {
  const client = new VeniceClient({ baseURL, ...(transport && { transport }) });
  try {
    return await lastValueFrom(
      client.chat.completions.create({ ...request, stream: true }).pipe(toContent()),
    );
  } catch (error) {
    return isVeniceError(error) ? `${error.name}: ${error.message}` : error;
  } finally {
    await client.close();
  }
}

void (async () => {
  const server = await startMockServer({ script: [{ reply: { text: 'Once upon a time …' } }] });
  const outcome = {
    fetch: await ask(server.baseURL, fetchTransport()),
    undici: await ask(server.baseURL),
    entries: [undiciTransport, toWebResponse, inVirtualTime].map((entry) => typeof entry),
  };
  await server.close();
  console.log(JSON.stringify(outcome));
})();
