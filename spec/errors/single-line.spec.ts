import { inspect } from 'node:util';
import { MalformedChunkError, RequestAbortedError } from 'venice-rx';
import {
  apiErrorFromResponse,
  apiErrorFromFrame,
} from '../../src/errors/from-response/api-error-from-response.js';
import { toResponseMetadata } from '../../src/errors/from-response/response-metadata.js';
import { toSingleLine } from '../../src/errors/single-line.js';
import { connectionError } from '../../src/transport/connection-error.js';
import { unexpectedBody } from '../../src/response/unexpected-body.js';

/** Line breaks, terminal escapes, C1 controls, bidirectional marks and zero-width characters. */
const hostile =
  'a\r\nERROR forged \x1b[2J\x1b]0;t\x07 \x9b31m\x85\u2028\u2029\u202e\u2066\u200f\u061c\u200b\ufeff\u{e0041}b\0\x7f';
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const headers = {
  'cf-ray': hostile,
  'content-type': hostile,
  location: `https://a.example/${hostile}`,
  'x-venice-model-id': hostile,
  'x-venice-model-name': hostile,
  'x-venice-model-router': hostile,
  'x-venice-model-deprecation-warning': hostile,
  'x-venice-version': hostile,
};
const head = { status: 500, headers, now: 0 };
const body = JSON.stringify({ error: { message: hostile, code: hostile, type: hostile } });

describe('the message of an error', () => {
  it.each<[string, Error]>([
    ['an answer as JSON', apiErrorFromResponse(head, body)],
    ['an answer as text', apiErrorFromResponse(head, hostile)],
    ['a page', apiErrorFromResponse(head, `<html><title>${hostile}</title></html>`)],
    [
      'an issue',
      apiErrorFromResponse(head, JSON.stringify({ issues: [{ path: [hostile], message: hostile }] })),
    ],
    ['a redirect', apiErrorFromResponse({ ...head, status: 302 }, '')],
    [
      'an error inside a stream',
      apiErrorFromFrame({ ...head, status: 200 }, { error: { message: hostile } }),
    ],
    [
      'an unexpected body',
      unexpectedBody({ head: { ...head, status: 200 }, value: '', expected: 'a stream' }),
    ],
    ['a malformed chunk', new MalformedChunkError({ message: hostile, data: '' })],
    ['a code of the platform', connectionError('http://a.example', { code: hostile })],
    ['a run that was aborted', new RequestAbortedError({ message: hostile })],
  ])('is one printable line for %s', (_name, error) => {
    const { code = null, requestId = '' } = error as { code?: string | null; requestId?: string };

    expect(error.message).not.toMatch(unprintable);
    expect(String(error)).not.toMatch(unprintable);
    expect(`${requestId}${String(code)}`).not.toMatch(unprintable);
    expect(inspect(error).split('\n')[0]).not.toMatch(unprintable);
  });

  it('is also one line in the causes of a connection error', () => {
    const platform = new TypeError('fetch failed', {
      cause: Object.assign(new Error(hostile), { code: 'ERR_X' }),
    });
    const { cause } = connectionError('http://a.example', platform);

    expect(inspect(cause, { depth: Infinity })).not.toMatch(/^ERROR|\u202e/m);
    expect(cause).toMatchObject({ name: 'TypeError', message: 'fetch failed', cause: { code: 'ERR_X' } });
  });

  it('has at most 1,000 UTF-16 code units, and does not end with half of a surrogate pair', () => {
    const { message } = new RequestAbortedError({ message: `${'x'.repeat(999)}👍${'y'.repeat(5000)}` });

    expect(message).toBe('x'.repeat(999));
  });

  it('is the same in a copy of the error', () => {
    const error = new RequestAbortedError({ message: hostile });

    expect(error.with({ attempts: 2 }).message).toBe(error.message);
  });
});

describe('the metadata of a response', () => {
  it('has printable lines for the values of headers', () => {
    const { requestId, model, deprecation, veniceVersion } = toResponseMetadata({ status: 200, headers }, 0);
    const values = [requestId, model.id, model.name, model.router, deprecation?.warning, veniceVersion];

    for (const value of values) expect(value).not.toMatch(unprintable);
    expect(values).not.toContain(undefined);
  });
});

describe('toSingleLine', () => {
  it('keeps letters of other scripts, symbols and emoji', () => {
    expect(toSingleLine('ü 日本 👍 שלום – 1.5 €')).toBe('ü 日本 👍 שלום – 1.5 €');
  });

  it('replaces each sequence of unprintable characters with a space, and removes them at both ends', () => {
    expect(toSingleLine('\ta\r\n\x1bb\n')).toBe('a b');
  });
});
