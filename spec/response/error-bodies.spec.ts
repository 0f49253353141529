import { APIConnectionError, APIError, APITimeoutError, LimitExceededError } from 'venice-rx';
import { answer, done, frame, head, readAll } from './answers.js';

const reset = new APIConnectionError({ message: 'gone', code: 'ECONNRESET' });
const stalled = new APITimeoutError({ message: 'no bytes within 60000 ms', phase: 'idle', limit: 60_000 });

const kibi = 1024;

describe('the body of an error', () => {
  it('is parsed if it is JSON, else kept as a string', () => {
    const json = readAll(answer(head(404), ['{"error":', '"no such model"}'])).error;
    const text = readAll(answer(head(404), ['no such ', 'model'])).error;

    expect(json).toMatchObject({ message: '404 no such model', body: { error: 'no such model' } });
    expect(text).toMatchObject({ message: '404 no such model', body: 'no such model' });
  });

  it('is not read as a stream, even if it contains frames', () => {
    const { chunks, error } = readAll(answer(head(500), [frame('a'), done]));

    expect(chunks).toEqual([]);
    expect(error).toMatchObject({ name: 'InternalServerError', status: 500 });
  });

  it.each([
    ['breaks off', reset],
    ['stalls', stalled],
  ])('contains the received text up to the last whole word if it %s', (_name, cause) => {
    const { error } = readAll(answer(head(429, { 'retry-after': '7' }), ['the model is overl'], cause));

    expect(error).toMatchObject({ name: 'RateLimitError', status: 429, retryAfter: 7000, cause });
    expect((error as APIError).body).toBe('the model is ');
  });

  it.each([' ', '\n', '\u00a0', '\u2028', '"', "'", '<', '>'])(
    'is cut after %j, also in a second line',
    (delimiter) => {
      const read = `one\ntwo${delimiter}`;
      const { error } = readAll(answer(head(500), [`${read}thr`], reset));

      expect((error as APIError).body).toBe(read);
    },
  );

  it('is not cut if it is a single word', () => {
    expect((readAll(answer(head(500), ['overl'], reset)).error as APIError).body).toBe('overl');
  });

  it('may be missing', () => {
    expect(readAll(answer(head(503), [], reset)).error).toMatchObject({
      message: '503 no body',
      cause: reset,
    });
    expect(readAll(answer(head(503), [])).error).toMatchObject({ message: '503 no body' });
  });

  it.each([
    ['in one piece', ['x'.repeat(64 * kibi + 1)]],
    ['in many pieces', Array.from({ length: 70 }, () => 'x'.repeat(kibi))],
  ])('is read up to 64 KiB, %s', (_name, reads) => {
    const { error } = readAll(answer(head(500), reads));

    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ name: 'InternalServerError', body: 'x'.repeat(64 * kibi) });
    expect((error as APIError).cause).toBeInstanceOf(LimitExceededError);
    expect((error as APIError).cause).toMatchObject({ kind: 'error body', limit: 64 * kibi });
  });

  it('is not truncated at exactly 64 KiB', () => {
    expect(readAll(answer(head(500), ['x'.repeat(64 * kibi)])).error).not.toHaveProperty('cause');
  });

  it('is truncated to 500 characters in the message', () => {
    expect((readAll(answer(head(500), ['x'.repeat(1000)])).error as APIError).message).toBe(
      `500 ${'x'.repeat(500)}`,
    );
  });
});

describe('a body with status 200 that is not a stream', () => {
  it('is recognized by its first byte, for all splits', () => {
    const page = answer(head(200, { 'content-type': 'text/html' }), ['\ufeff', ' \r\n', '<ht', 'ml></html>']);
    const json = answer(head(200, { 'content-type': 'application/json' }), ['\n', '{"error"', ':"no"}']);
    const list = answer(head(200), ['[{"error":{"message":"no","code":404}}]']);

    expect(readAll(page).error).toMatchObject({
      name: 'APIError',
      inBand: false,
      body: ' \r\n<html></html>',
    });
    expect(readAll(json).error).toMatchObject({ name: 'APIError', inBand: true, body: { error: 'no' } });
    expect(readAll(list).error).toMatchObject({ name: 'NotFoundError', inBand: true, code: '404' });
  });

  it('is distinguished from a stream that begins with empty lines', () => {
    const reads = Array.from({ length: 200 }, () => '\r\n');

    expect(readAll(answer(head(), [...reads, frame('a', 'stop')]))).toMatchObject({ isComplete: true });
  });

  it('fails with a message without a content type if it has none', () => {
    expect(readAll(answer(head(200), ['{}'])).error).toMatchObject({
      message: '200 expected a stream of server-sent events, but the server sent a body without content type',
      body: {},
    });
  });

  it('is read up to 64 KiB, and fails with the same error if it is larger', () => {
    const { error } = readAll(
      answer(head(200, { 'content-type': 'text/html' }), ['<', 'x'.repeat(64 * kibi)]),
    );

    expect(error).toMatchObject({
      name: 'APIError',
      message: '200 expected a stream of server-sent events, but the server sent text/html',
    });
    expect((error as APIError).cause).toMatchObject({ name: 'LimitExceededError', limit: 64 * kibi });
  });

  it('fails with a TruncatedStreamError if it breaks off', () => {
    expect(readAll(answer(head(200), ['{"error"'], reset)).error).toMatchObject({
      name: 'TruncatedStreamError',
      cause: reset,
    });
  });
});

describe('a stream that stalls', () => {
  it('fails with the error of the timeout', () => {
    expect(readAll(answer(head(200), [frame('a')], stalled)).error).toBe(stalled);
    expect(readAll(answer(head(200), ['{"error"'], stalled)).error).toBe(stalled);
  });
});
