import { APIError, MalformedChunkError } from 'venice-rx';
import type { ResponseHead } from '../../src/errors/from-response/response-head.js';
import { readFrame } from '../../src/sse/read-frame.js';

const head: ResponseHead = {
  status: 200,
  headers: { 'cf-ray': '8f01' },
  now: 0,
  redact: (text) => text.replaceAll('secret-key', '[redacted]'),
};

function read(data: string, event?: string): unknown {
  return readFrame({ data, event }, head);
}

describe('readFrame', () => {
  it.each([
    ['[DONE]', 'done'],
    [' [DONE] ', 'done'],
    ['', 'nothing'],
    ['  ', 'nothing'],
  ])('reads %j as %s', (data, result) => {
    expect(read(data)).toBe(result);
  });

  it.each([
    ['"0.5"', { usd: 0.5, diem: 0 }],
    ['0.5', { usd: 0.5, diem: 0 }],
    ['{"usd":0.5,"diem":5}', { usd: 0.5, diem: 5 }],
    ['"free"', undefined],
    ['null', null],
  ])('reads the cost %s', (cost, value) => {
    expect(read(`{"choices":[],"cost":${cost}}`)).toHaveProperty('cost', value);
  });

  it('returns a chunk unchanged', () => {
    const chunk = {
      id: 'c1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'm',
      choices: [],
      mood: 'calm',
    };

    expect(read(JSON.stringify(chunk))).toStrictEqual(chunk);
  });

  it('adds a missing `object`, and removes `choices: null`', () => {
    expect(read('{"id":"c1"}')).toStrictEqual({ id: 'c1', object: 'chat.completion.chunk' });
    expect(read('{"object":"","choices":null}')).toStrictEqual({ object: 'chat.completion.chunk' });
  });

  it.each(['null', '7', '"text"', '[]', 'not JSON', '{"id":', '[{"choices":[]}]'])('rejects %s', (data) => {
    const error = read(data);

    expect(error).toBeInstanceOf(MalformedChunkError);
    expect(error).toMatchObject({
      message: 'a frame of the stream is not a JSON object (see `data` of this error)',
      data,
      isRetryable: false,
    });
  });

  it.each([
    '{"choices":{}}',
    '{"choices":"text"}',
    '{"choices":[null]}',
    '{"choices":[7]}',
    '{"choices":[[]]}',
  ])('rejects %s', (data) => {
    expect(read(data)).toMatchObject({
      name: 'MalformedChunkError',
      message:
        'a frame of the stream has `choices` that are not an array of objects (see `data` of this error)',
      data,
    });
  });

  it('keeps the first 1,000 characters of a malformed frame, without the key', () => {
    const error = read(`secret-key ${'x'.repeat(2000)}`) as MalformedChunkError;

    expect(error.data).toHaveLength(1000);
    expect(error.data).toMatch(/^\[redacted\] x/);
  });

  it.each([
    '{"error":{"message":"no"}}',
    '{"error":"no"}',
    '{"error":[{"message":"no"}]}',
    '{"error":"no","choices":[]}',
  ])('reads %s as an error', (data) => {
    const error = read(data);

    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({
      inBand: true,
      requestId: '8f01',
      body: JSON.parse(data) as unknown,
    });
  });

  it.each(['{"error":null,"choices":[]}', '{"error":"","choices":[]}'])('reads %s as a chunk', (data) => {
    expect(read(data)).toMatchObject({ object: 'chat.completion.chunk' });
  });

  it('reads an event named `error` as an error, except [DONE]', () => {
    expect(read('{"message":"no"}', 'error')).toMatchObject({
      inBand: true,
      message: expect.stringContaining('no') as string,
    });
    expect(read('gone', 'error')).toMatchObject({ inBand: true, body: 'gone' });
    expect(read('[DONE]', 'error')).toBe('done');
  });

  it('redacts the key in an error', () => {
    const error = read('{"error":"secret-key is wrong"}') as APIError;

    expect(error.message).toBe('[redacted] is wrong (in an answer with status 200)');
    expect(error.body).toEqual({ error: '[redacted] is wrong' });
  });
});
