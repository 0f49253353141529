import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createBrotliDecompress, createGunzip } from 'node:zlib';

import { startMockServer, story, type MockServer } from 'venice-rx/mock-server';

import { selectCoding } from '../../src/mock-server/select-coding.js';
import { ask, send } from './send-chat.js';

describe('selectCoding', () => {
  it.each([
    ['gzip, br', 'br'],
    ['gzip, deflate', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['gzip;q=0.5, br; q=0.5', 'br'],
    ['gzip;q=0, br;q=0.001', 'br'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['identity, gzip', 'gzip'],
    ['identity;q=1, gzip;q=0.9', undefined],
    ['gzip;q=0', undefined],
    ['deflate, zstd', undefined],
    ['x-gzip-like', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j returns %s', (header, coding) => {
    expect(selectCoding(header)).toBe(coding);
  });
});

describe('compression', () => {
  let server: MockServer;
  beforeAll(async () => {
    server = await startMockServer({ script: [{ reply: { text: story } }] });
  });
  afterAll(() => server.close());

  it.each([
    ['br', createBrotliDecompress],
    ['gzip', createGunzip],
  ])('with %s decompresses to JSON', async (coding, decompressor) => {
    const response = await answerTo({}, { 'accept-encoding': coding });

    expect(response.headers['content-encoding']).toBe(coding);
    expect(JSON.parse(await text(response.pipe(decompressor())))).toMatchObject({
      object: 'chat.completion',
    });
  });

  it.each([
    ['streams', { stream: true }, {}],
    ['errors', { temperature: 3 }, {}],
    ['answers with a fault', {}, { 'x-fault': 'split=100' }],
  ])('is not used for %s', async (_, fields, headers) => {
    const response = await answerTo(fields, { 'accept-encoding': 'gzip, br', ...headers });
    response.resume();

    expect(response.headers['content-encoding']).toBeUndefined();
  });

  it('is decoded by fetch', async () => {
    expect(await (await ask(server)).json()).toMatchObject({ object: 'chat.completion' });
  });

  async function answerTo(fields: object, headers: Record<string, string>): Promise<IncomingMessage> {
    const [response] = (await once(send(server, fields, headers), 'response')) as [IncomingMessage];
    return response;
  }
});
