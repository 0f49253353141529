import {
  startMockServer,
  story,
  type MockServer,
  type MockServerOptions,
  type Script,
} from 'venice-rx/mock-server';

import type { ChatCompletionChunk } from '../../src/wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../../src/wire/chat-completion.js';
import { chatRequest } from './engine/chat-request.js';
import { ask, post } from './send-chat.js';

const atOnce: Script = [{ reply: { text: story } }];

describe('a mock server', () => {
  let server: MockServer;
  const start = async (options: MockServerOptions): Promise<void> => {
    server = await startMockServer(options);
  };
  afterEach(() => server.close());

  it('streams the story in frames with valid JSON, with [DONE] last', async () => {
    await start({ script: atOnce });
    const response = await ask(server, { stream: true });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const frames = toFrames(await response.text());
    expect(frames.at(-1)).toBe('[DONE]');
    expect(getText(frames)).toBe(story);
  });

  it('sends the same content, usage and cost without a stream', async () => {
    await start({ script: atOnce });
    const streamed = toFrames(await (await ask(server, { stream: true })).text());
    const whole = (await (await ask(server)).json()) as ChatCompletion;

    const last = JSON.parse(streamed.at(-2) ?? '') as ChatCompletionChunk;
    expect(whole.choices[0]?.message.content).toBe(getText(streamed));
    expect(whole.usage).toEqual(last.usage);
    expect(whole.cost).toEqual(last.cost);
  });

  it('gives each response its own request id', async () => {
    await start({ script: atOnce });
    const ids = [await ask(server), await ask(server)].map(({ headers }) => headers.get('cf-ray'));

    expect(new Set(ids).size).toBe(2);
  });

  it('requires the option `apiKey` as key', async () => {
    await start({ script: atOnce, apiKey: 'right' });

    expect((await ask(server)).status).toBe(402);
    expect((await ask(server, {}, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await ask(server, {}, { authorization: 'Bearer right' })).status).toBe(200);
  });

  it('answers routes with a query, and unknown routes with 404', async () => {
    await start({ script: atOnce });

    expect((await fetch(`${server.url}/`)).status).toBe(404);
    expect(await (await fetch(`${server.baseURL}/models?type=text`)).json()).toMatchObject({ type: 'text' });
    expect((await post(`${server.baseURL}/chat/completions?a=b`, JSON.stringify(chatRequest()))).status).toBe(
      200,
    );
  });

  it('answers 400 to invalid JSON and to an invalid request', async () => {
    await start({ script: atOnce });

    expect((await post(`${server.baseURL}/chat/completions`, '{')).status).toBe(400);
    expect((await post(`${server.baseURL}/chat/completions`, '{}')).status).toBe(400);
  });

  it('answers 413 to a body over 35 MB, and does not keep it', async () => {
    await start({ script: atOnce });
    const response = await post(`${server.baseURL}/chat/completions`, ' '.repeat(35 * 1024 * 1024 + 1));

    expect(response.status).toBe(413);
    expect(server.requests[0]?.body).toBeNull();
  });

  it('answers 500 if the script throws or has invalid headers, and calls onScriptError', async () => {
    const errorsToThrow = [new Error('no idea')];
    const reportedErrors: [string, string][] = [];
    const onScriptError: MockServerOptions['onScriptError'] = (error, { path }) =>
      void reportedErrors.push([String(error), path]);
    const reply = (): { status: number; body: string; headers: Record<string, string> } => {
      for (const error of errorsToThrow.splice(0)) throw error;
      return { status: 429, body: '', headers: { 'bad name': '' } };
    };
    await start({ script: [{ reply }], onScriptError });

    const first = await ask(server);
    expect(first.status).toBe(500);
    expect(await first.text()).toContain('no idea');
    expect((await ask(server)).status).toBe(500);
    expect(reportedErrors).toEqual([
      ['Error: no idea', '/api/v1/chat/completions'],
      [expect.stringContaining('bad name'), '/api/v1/chat/completions'],
    ]);
  });

  it('answers 500 if the function `fault` throws, even without onScriptError', async () => {
    const fault = (): never => {
      throw new Error('no fault');
    };
    await start({ fault });

    expect(await (await ask(server)).text()).toContain('The script failed: Error: no fault');
  });

  it('accepts a page of this machine, with CORS headers', async () => {
    await start({ script: atOnce });
    const page = { origin: 'http://localhost:4200' };
    const preflight = await fetch(`${server.baseURL}/chat/completions`, {
      method: 'OPTIONS',
      headers: {
        ...page,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect((await ask(server, {}, page)).headers.get('access-control-allow-origin')).toBe('*');
    expect(server.requestCount).toBe(1);
  });

  it('rejects if the port is taken', async () => {
    await start({});

    await expect(startMockServer({ port: server.port })).rejects.toThrow(/EADDRINUSE/);
  });
});

function toFrames(body: string): readonly string[] {
  expect(body.endsWith('\n\n')).toBe(true);
  return body
    .slice(0, -2)
    .split('\n\n')
    .map((frame) => frame.replace(/^data: /, ''));
}

function getText(frames: readonly string[]): string {
  return frames
    .filter((data) => data !== '[DONE]')
    .map(
      (data) =>
        (JSON.parse(data) as ChatCompletionChunk).choices?.[0]?.delta?.content as string | null | undefined,
    )
    .join('');
}
