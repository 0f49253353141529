// A program that uses every entry except `venice-rx/angular`, which CommonJS cannot import.
import { type Observable, map, merge } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  Conversation,
  RateLimitError,
  VeniceClient,
  accumulate,
  contentDeltas,
  fetchTransport,
  rateLimiter,
  retryOnApiError,
  runTools,
  tool,
  toState,
} from 'venice-rx';
import { startMockServer, type Script } from 'venice-rx/mock-server';
import { undiciTransport } from 'venice-rx/node';
import { pipeToNodeResponse, relayGuard, toErrorResponse, toWebResponse } from 'venice-rx/relay';
import { chunk, inVirtualTime } from 'venice-rx/testing';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';

const messages = [{ role: 'user', content: 'Tell me a story.' }] as const;
const script: Script = [{ reply: { text: 'Once upon a time …' } }];
const weather = tool({
  name: 'weather',
  description: 'The weather.',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
  execute: ({ city }) => `The weather of ${String(city)}`,
});

export async function main(): Promise<void> {
  await using server = await startMockServer({ script });
  const transport = undiciTransport();
  const limits = rateLimiter({ concurrency: 2 });
  const client = new VeniceClient({ baseURL: server.baseURL, transport, limits, retry: retryOnApiError() });
  const chunks: Observable<ChatCompletionChunk> = client.chat.completions.create({
    model: 'default',
    messages,
    stream: true,
  });
  const whole: Observable<ChatCompletion> = client.chat.completions.create({ model: 'default', messages });
  const texts: Observable<string> = chunks.pipe(contentDeltas());
  const statuses: Observable<string> = chunks.pipe(
    toState(),
    map(({ status }) => status),
  );
  const contents: Observable<string | null | undefined> = chunks.pipe(
    accumulate(),
    map(({ choices }) => choices[0]?.message.content),
  );
  runTools(client.chat.completions, { model: 'default', messages }, { tools: [weather] }).subscribe();
  const conversation = new Conversation(client.chat.completions, { request: { model: 'default' } });
  conversation.send('Hello');
  merge(whole, texts, statuses, contents).subscribe({
    error: (error: unknown) => {
      if (error instanceof RateLimitError) console.log(error.reason);
    },
  });
  await client.close();
}

export const guard = relayGuard({ origins: ['https://example.com'], models: ['default'] });
const browserClient = new VeniceClient({ baseURL: '/api/v1', transport: fetchTransport() });

export function relay(request: Request): Promise<Response> {
  const create = (): Observable<ChatCompletionChunk> =>
    browserClient.chat.completions.create({ model: 'default', messages, stream: true });
  return toWebResponse(create, { signal: request.signal });
}

export const nodeServer = createServer((_request: IncomingMessage, response: ServerResponse) => {
  pipeToNodeResponse(response, () =>
    browserClient.chat.completions.create({ model: 'default', messages, stream: true }),
  );
});
export const { status } = toErrorResponse(new Error('…'));

inVirtualTime(({ cold, expectObservable }) => {
  expectObservable(cold('-a|', { a: chunk('Hi') }).pipe(contentDeltas())).toBe('-a|', { a: 'Hi' });
});

// @ts-expect-error A request has messages.
void browserClient.chat.completions.create({ model: 'default' });
