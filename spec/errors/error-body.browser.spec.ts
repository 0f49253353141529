import { readErrorBody } from '../../src/errors/from-response/error-body.browser.js';
import { isErrorReport } from '../../src/errors/from-response/is-error-report.browser.js';
import { isLasting } from '../../src/errors/lasting-failures.browser.js';

describe('readErrorBody of browsers', () => {
  it.each<[string, string, string, string | null]>([
    ['a sentence', '{"error":"no"}', 'no', null],
    ['a sentence and a code', '{"error":"no","code":"NO_WAY"}', 'no', 'NO_WAY'],
    ['an object', '{"error":{"message":"no","code":"no_way"}}', 'no', 'no_way'],
    ['a numeric code', '{"error":{"message":"no","code":500}}', 'no', '500'],
    ['a code that is empty', '{"error":{"message":"no","code":""}}', 'no', null],
    ['a message without error', '{"message":"no","code":"c"}', 'no', 'c'],
    ['details of FastAPI', '{"detail":[{"loc":["body","n"],"msg":"too big"}]}', 'body.n: too big', null],
    ['issues', '{"error":"no","issues":[{"path":["n"],"message":"too big"}]}', 'no (n: too big)', null],
    ['issues only', '{"issues":[{"path":["n"],"message":"too big"}]}', 'n: too big', null],
    ['details in words', '{"error":"no","details":"too big"}', 'no (too big)', null],
    ['details as a tree', '{"error":"no","details":{"_errors":[]}}', 'no', null],
    ['a customMessage', '{"error":"no","customMessage":"20 per minute"}', 'no (20 per minute)', null],
    ['a list of errors', '[{"error":{"message":"no","code":404}}]', 'no', '404'],
    ['a code only', '{"error":{"code":"no_way"}}', 'no_way', 'no_way'],
    ['a title', '<html><title>403 Forbidden</title></html>', '403 Forbidden', null],
    ['text', ' gone \n', 'gone', null],
    ['null', 'null', 'no message', null],
    ['an object that says nothing', '{}', 'no message', null],
    ['nothing', '', 'no message', null],
  ])('reads %s', (_name, text, message, code) => {
    expect(readErrorBody(text)).toMatchObject({ message, code });
  });

  it.each([
    ['{"error":{"message":"no","retry_after":12}}', 12_000],
    ['{"error":"no","retry_after":1.5}', 1500],
    ['{"error":{"retry_after":-1}}', null],
    ['{"error":"no"}', null],
  ])('finds how long to wait in %s', (text, milliseconds) => {
    expect(readErrorBody(text).retryAfter).toBe(milliseconds);
  });

  it('keeps the body, without the key', () => {
    const redact = (text: string): string => text.replaceAll('the-key', '[redacted]');

    expect(readErrorBody('{"error":"the-key","more":[1]}', redact).body).toEqual({
      error: '[redacted]',
      more: [1],
    });
  });
});

describe('isErrorReport of browsers', () => {
  it.each([
    { error: 'no' },
    { errors: [{ message: 'no' }] },
    [{ error: { message: 'no' } }],
    { object: 'error', message: 'no' },
    { type: 'response.failed' },
    { success: false },
    { code: 400, message: 'no' },
    { code: 'no_way' },
    { status: 503 },
    { message: 'no' },
    { detail: 'no' },
  ])('is true for %j', (value) => {
    expect(isErrorReport(value)).toBe(true);
  });

  it.each([
    {},
    null,
    'no',
    { object: 'chat.completion.chunk', message: 'no' },
    { usage: { total_tokens: 1 }, message: 'no' },
    { code: 0, message: 'fine' },
    { code: '200', message: 'fine' },
    { type: 'ping', message: 'still here' },
    { errors: [] },
    { error: null },
  ])('is false for %j', (value) => {
    expect(isErrorReport(value)).toBe(false);
  });
});

describe('isLasting of browsers', () => {
  it('takes every failed connection for one that a retry may fix', () => {
    expect(isLasting()).toBe(false);
  });
});
