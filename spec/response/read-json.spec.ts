import { type Observable, concat, map, of, range, throwError } from 'rxjs';
import { APIConnectionError, type APIError, APITimeoutError, type TransportEvent } from 'venice-rx';
import { readJson } from '../../src/response/read-json.js';
import { inVirtualTime } from 'venice-rx/testing';
import { answer, data, head } from './answers.js';

const reset = new APIConnectionError({ message: 'gone', code: 'ECONNRESET' });
const stalled = new APITimeoutError({ message: 'no bytes within 60000 ms', phase: 'idle', limit: 60_000 });
const mebi = 1024 * 1024;

function read(events: Observable<TransportEvent>): { readonly values: object[]; readonly error: unknown } {
  const values: object[] = [];
  let failure: unknown;
  events.pipe(readJson({ redact: (text) => text.replaceAll('secret-key', '[redacted]') })).subscribe({
    next: (value) => values.push(value),
    error: (error: unknown) => (failure = error),
  });
  return { values, error: failure };
}

describe('readJson', () => {
  it('emits the object of a body that arrives in single bytes', () => {
    const bytes = new TextEncoder().encode('\ufeff{"text":"Grüße 🦔"}');
    const reads = Array.from(bytes, (byte) => Uint8Array.of(byte));

    expect(read(answer(head(), reads))).toEqual({ values: [{ text: 'Grüße 🦔' }], error: undefined });
  });

  it('emits when the body is complete, and then completes', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  h-a-b-|', { h: head(), a: data('{"a"'), b: data(':1}') });
      const subscribed = '  ^-----!';
      const expected = '    ------(x|)';

      expectObservable(source.pipe(readJson())).toBe(expected, { x: { a: 1 } });
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('unsubscribes from the body when the subscriber unsubscribes', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     h-a-b-|', { h: head(), a: data('{"a"'), b: data(':1}') });
      const unsubscription = '  ---!';
      const subscribed = '     ^--!';

      expectObservable(source.pipe(readJson()), unsubscription).toBe('-');
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('has separate state for each subscriber', () => {
    const events = answer(head(), ['{"a":1}']);

    expect(read(events)).toEqual(read(events));
  });

  it.each([
    ['text', 'hello'],
    ['an HTML page', '<html></html>'],
    ['an array', '[]'],
    ['null', 'null'],
    ['nothing', ''],
  ])('fails for %s with status 200', (_name, body) => {
    const { values, error } = read(answer(head(200, { 'content-type': 'text/plain' }), [body]));

    expect(values).toEqual([]);
    expect(error).toMatchObject({
      name: 'APIError',
      message: '200 expected a JSON object, but the server sent text/plain',
      inBand: false,
      isRetryable: false,
    });
  });

  it.each(['{"error":"no"}', '{"error":{"message":"no"}}', '[{"error":{"message":"no"}}]'])(
    'fails with the error that %s with status 200 reports',
    (body) => {
      expect(read(answer(head(), [body]))).toMatchObject({
        values: [],
        error: { name: 'APIError', message: 'no (in an answer with status 200)', inBand: true },
      });
    },
  );

  it('emits an object whose error is null', () => {
    expect(read(answer(head(), ['{"error":null}'])).values).toEqual([{ error: null }]);
  });

  it('fails with the error of the status', () => {
    expect(read(answer(head(402), ['{"error":"pay"}'])).error).toMatchObject({
      name: 'PaymentRequiredError',
    });
    expect(read(answer(head(302, { location: 'http://b.example/' }), [])).error).toMatchObject({
      status: 302,
    });
  });

  it('fails with a TruncatedStreamError if the body breaks off, and with the error of the timeout if it stalls', () => {
    expect(read(answer(head(), ['{"a":'], reset)).error).toMatchObject({
      name: 'TruncatedStreamError',
      code: 'ECONNRESET',
      cause: reset,
    });
    expect(read(answer(head(), ['{"a":'], stalled)).error).toBe(stalled);
  });

  it.each(['{', ' {"text', '{"text":"Hi"', '{"text":"Hi","n":12'])(
    'fails with a TruncatedStreamError if the body ends without an error after %s',
    (body) => {
      expect(read(answer(head(), [body]))).toMatchObject({
        values: [],
        error: { name: 'TruncatedStreamError', isRetryable: true },
      });
    },
  );

  it('keeps the received body of an error that breaks off', () => {
    expect(read(answer(head(500), ['half'], reset)).error).toMatchObject({
      status: 500,
      body: 'half',
      cause: reset,
    });
  });

  it('passes on an error before the head, and fails if no head arrives', () => {
    expect(read(throwError(() => reset)).error).toBe(reset);
    expect(read(of()).error).toMatchObject({ message: 'the connection ended without an answer' });
  });

  it('fails after reading 64 MiB', () => {
    const piece = data(new Uint8Array(mebi).fill(0x20));
    let reads = 0;
    const body = range(0, 1000).pipe(map(() => ((reads += 1), piece)));
    const { values, error } = read(concat(of(head()), body));

    expect(values).toEqual([]);
    expect(error).toMatchObject({ name: 'LimitExceededError', kind: 'answer body', limit: 64 * mebi });
    expect(reads).toBe(65);
  });

  it('truncates the body of an error to 64 KiB', () => {
    const { error } = read(answer(head(500), ['x'.repeat(64 * 1024), 'y']));

    expect(error).toMatchObject({ name: 'InternalServerError', body: 'x'.repeat(64 * 1024) });
    expect((error as APIError).cause).toMatchObject({ name: 'LimitExceededError', kind: 'error body' });
  });

  it('redacts an error', () => {
    const { error } = read(answer(head(401, { 'x-echo': 'secret-key' }), ['{"error":"bad secret-key"}']));

    expect(error).toMatchObject({ message: '401 bad [redacted]' });
    expect((error as APIError).header('x-echo')).toBe('[redacted]');
  });
});
