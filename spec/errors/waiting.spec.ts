import { parseHttpDate } from '../../src/errors/from-response/http-date.js';
import { waitUntilReset } from '../../src/errors/from-response/reset-time.js';
import { parseRetryAfter } from '../../src/errors/from-response/retry-after.js';
import { frameError, now, responseError } from './answers.js';

const day = 24 * 60 * 60 * 1000;

describe('parseRetryAfter', () => {
  it.each([
    ['30', 30_000],
    [' 30 ', 30_000],
    ['0', 0],
    ['1.5', 1500],
    ['-5', 0],
    ['1000000', day],
    ['Mon, 14 Sep 2026 12:00:07 GMT', 7000],
    ['Monday, 14-Sep-26 12:00:07 GMT', 7000],
    ['Mon Sep 14 12:00:07 2026', 7000],
    ['Mon, 14 Sep 2026 11:59:00 GMT', 0],
    ['Mon, 14 Sep 2037 12:00:00 GMT', day],
    ['', undefined],
    ['soon', undefined],
    ['7.66s', 7660],
    ['1d1m', day],
    ['5, 10', undefined],
    ['in 5', undefined],
  ])('reads %j as %j milliseconds', (value, wait) => {
    expect(parseRetryAfter(value, now)).toBe(wait);
  });
});

describe('parseHttpDate', () => {
  it.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', 784_111_777_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 784_111_777_000],
    ['Sun Nov  6 08:49:37 1994', 784_111_777_000],
    ['1994', undefined],
    ['Sunday', undefined],
    [undefined, undefined],
  ])('reads %j as the Unix time %j', (value, time) => {
    expect(parseHttpDate(value)).toBe(time);
  });
});

describe('waitUntilReset', () => {
  it.each([
    ['Unix milliseconds', String(now + 7500), 7500],
    ['Unix milliseconds that have passed', String(now - 7500), 0],
    ['the smallest Unix milliseconds', '1000000000000', 0],
    ['Unix seconds', String(now / 1000 + 7), 7000],
    ['Unix seconds that have passed', '1000000000', 0],
    ['seconds from now', '42', 42_000],
    ['the largest seconds from now', '999999999', day],
    ['a part of a second', '0.25', 250],
    ['zero', '0', 0],
    ['a negative number', '-3', 0],
    ['a day at most', String(now + 3 * day), day],
    ['minutes and seconds', '6m0s', 360_000],
    ['hours, minutes and seconds', '2h30m0s', 9_000_000],
    ['parts of a second', '7.66s', 7660],
    ['milliseconds', ' 120ms ', 120],
    ['microseconds', '35.5µs', 0],
    ['microseconds in bytes that were read as Latin-1', '35.5\u00c2\u00b5s', 0],
    ['a second and a part of the next', '1.234567891s', 1235],
    ['more than a day', '48h0m0s', day],
    ['a date in ISO 8601', '2026-09-14T12:00:09Z', 9000],
    ['a date in ISO 8601 that has passed', '2026-09-14T11:00:09Z', 0],
    ['words', '6 minutes', 60_000],
    ['a unit without a number', 'ms', 60_000],
    ['an invalid date', '2026-99-14T12:00:09Z', 60_000],
    ['an empty string', '', 60_000],
  ])('reads %s (%j) as %i milliseconds', (_name, value, wait) => {
    expect(waitUntilReset(value, now)).toBe(wait);
  });
});

describe('the retryAfter of an error', () => {
  const usedUp = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': String(now + 9000) };
  const tokensUsedUp = {
    'x-ratelimit-remaining-tokens': '0',
    'x-ratelimit-reset-tokens': String(now + 4000),
  };
  const budget = { 'x-ratelimit-remaining': '0', 'x-ratelimit-resets': String(now + 45_000) };

  it.each<[string, string, Readonly<Record<string, string>>, number | undefined]>([
    ['no header and no body', '', {}, undefined],
    ['Retry-After', '', { 'retry-after': '5' }, 5000],
    ['Retry-After before the body', '{"error":"no","retry_after":2}', { 'retry-after': '5' }, 5000],
    ['Retry-After before the limits', '', { 'retry-after': '5', ...usedUp, ...tokensUsedUp }, 5000],
    ['the body before the limits', '{"error":"no","retry_after":2}', usedUp, 2000],
    [
      'the body if Retry-After cannot be read',
      '{"error":"no","retry_after":2}',
      { 'retry-after': 'soon' },
      2000,
    ],
    ['the requests that are used up', '', usedUp, 9000],
    ['retry-after-ms', '', { 'retry-after-ms': '250', 'retry-after': '1', ...usedUp }, 250],
    ['retry-after-ms of Azure', '', { 'x-ms-retry-after-ms': '250.5' }, 251],
    ['Retry-After if retry-after-ms is empty', '', { 'retry-after-ms': '', 'retry-after': '1' }, 1000],
    ['the delay in the details', '{"error":{"details":[{"retryDelay":"34s"}]}}', usedUp, 34_000],
    ['the requests, which are reset later', '', { ...usedUp, ...tokensUsedUp }, 9000],
    [
      'the tokens, which are reset later',
      '',
      { ...usedUp, ...tokensUsedUp, 'x-ratelimit-reset-tokens': '6m0s' },
      360_000,
    ],
    ['the tokens that are used up', '', tokensUsedUp, 4000],
    [
      'no reset of a limit that is not used up',
      '',
      { ...usedUp, 'x-ratelimit-remaining-requests': '3' },
      undefined,
    ],
    [
      'no reset of a limit without a counter',
      '',
      { 'x-ratelimit-reset-requests': String(now + 9000) },
      undefined,
    ],
    ['the error budget before the limits', '', { ...budget, ...usedUp }, 45_000],
    [
      'at least 30 s for the error budget',
      '',
      { ...budget, 'x-ratelimit-resets': String(now + 1000) },
      30_000,
    ],
    [
      '30 s for the error budget instead of a shorter Retry-After',
      '',
      { ...budget, 'retry-after': '1' },
      30_000,
    ],
    ['a Retry-After of more than 30 s for the error budget', '', { ...budget, 'retry-after': '40' }, 40_000],
    ['30 s for the error budget without its headers', '{"error":"Too many failed attempts"}', {}, 30_000],
  ])('follows from %s', (_name, body, headers, wait) => {
    expect(responseError(429, body, headers).retryAfter).toBe(wait);
  });

  it('does not follow from the error budget if the status is not 429', () => {
    expect(responseError(500, '', budget)).not.toHaveProperty('retryAfter');
  });

  it('is set for other statuses too', () => {
    expect(responseError(503, '', { 'retry-after': '5' }).retryAfter).toBe(5000);
  });

  it('is set for an error inside a stream too', () => {
    expect(
      frameError({ error: { message: 'no', code: 'model_overloaded', retry_after: 12 } }).retryAfter,
    ).toBe(12_000);
  });

  it('counts from the `Date` header of the response, so that a wrong clock of the client does not change it', () => {
    const date = 'Mon, 14 Sep 2026 13:00:00 GMT';
    const hour = 60 * 60 * 1000;
    const retryAfter = 'Mon, 14 Sep 2026 13:00:07 GMT';
    const reset = { ...usedUp, 'x-ratelimit-reset-requests': String(now + hour + 9000) };

    expect(responseError(429, '', { date, 'retry-after': retryAfter }).retryAfter).toBe(7000);
    expect(responseError(429, '', { date, ...reset }).retryAfter).toBe(9000);
    expect(responseError(429, '', reset).retryAfter).toBe(hour + 9000);
    expect(responseError(429, '', { date: 'today', ...reset }).retryAfter).toBe(hour + 9000);
  });
});
