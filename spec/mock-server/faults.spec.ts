import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';

import { startMockServer, story, type MockServer, type MockServerOptions } from 'venice-rx/mock-server';

import { ask, send } from './send-chat.js';
import { until } from './until.js';

const script = [{ reply: { text: story } }];

describe('a fault on the wire', () => {
  let server: MockServer;
  const start = async (options: MockServerOptions = {}): Promise<void> => {
    server = await startMockServer({ script, ...options });
  };
  afterEach(() => server.close());

  it.each(['reset; after=3', 'hang-up; after=3'])('%s breaks off the stream', async (fault) => {
    await start();
    const response = await ask(server, { stream: true }, { 'x-fault': fault });

    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('cut ends the body after the given number of frames', async () => {
    await start();
    const text = await (await ask(server, { stream: true }, { 'x-fault': 'cut; after=3' })).text();

    expect(text.match(/^data: /gm)).toHaveLength(3);
    expect(text).not.toContain('[DONE]');
  });

  it('stall sends no more bytes until the client disconnects', async () => {
    await start();
    const client = send(server, { stream: true }, { 'x-fault': 'stall; after=1' });
    const [response] = (await once(client, 'response')) as [IncomingMessage];
    await once(response, 'data');
    expect(server.openRequests).toBe(1);

    client.destroy();
    await until(() => server.openRequests === 0);
    expect(server.cancellations).toBe(1);
  });

  it('hold-open=never keeps the connection open after [DONE]', async () => {
    await start();
    const response = await ask(server, { stream: true }, { 'x-fault': 'hold-open=never' });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('[DONE]')) text += (await reader.read()).value ?? '';

    expect(server.openRequests).toBe(1);
    await reader.cancel();
  });

  it('crlf changes the line endings, and split=1 does not change the bytes', async () => {
    await start();
    const plain = await getText(await ask(server, { stream: true }, { 'x-fault': 'split=1' }));
    const crlf = await getText(await ask(server, { stream: true }, { 'x-fault': 'crlf' }));

    expect(plain).toContain('data: [DONE]\n\n');
    expect(crlf).toContain('data: [DONE]\r\n\r\n');
    expect(crlf.replaceAll(/\r|chatcmpl-\w+|"created":\d+/g, '')).toBe(
      plain.replaceAll(/chatcmpl-\w+|"created":\d+/g, ''),
    );
  });

  it('keep-alive=5 sends comments during a pause', async () => {
    await start({ script: [{ reply: { text: 'Hi', timing: { firstTokenDelay: 50 } } }] });
    const text = await getText(await ask(server, { stream: true }, { 'x-fault': 'keep-alive=5' }));

    expect(text.match(/^: keep-alive$/gm)!.length).toBeGreaterThan(0);
    expect(text).toContain('[DONE]');
  });

  it('http sends an HTTP error, or the HTML page of a proxy', async () => {
    await start();
    const overloaded = await ask(server, { stream: true }, { 'x-fault': 'http=overloaded' });
    expect([overloaded.status, overloaded.headers.get('retry-after')]).toEqual([429, '30']);

    const page = await ask(server, {}, { 'x-fault': 'http=bad-gateway' });
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
  });

  it('can be chosen for each request by a function, the option `fault` of the server', async () => {
    await start({
      fault: ({ body }) => ((body as { n?: number }).n === 2 ? { kind: 'cut', after: 1 } : undefined),
    });

    expect(await getText(await ask(server, { stream: true }))).toContain('[DONE]');
    expect(await getText(await ask(server, { stream: true, n: 2 }))).not.toContain('[DONE]');
  });
});

function getText(response: Response): Promise<string> {
  return response.text();
}
