import * as fc from 'fast-check';
import { inspect } from 'node:util';
import { EMPTY, concat, from, of, throwError } from 'rxjs';
import { APIError, type TransportEvent, isVeniceError } from 'venice-rx';
import { readChunks } from '../../src/response/read-chunks.js';
import { readJson } from '../../src/response/read-json.js';
import { toResponseMetadata } from '../../src/errors/from-response/response-metadata.js';
import { campaign } from './campaign.js';
import { corpusOfJson } from './corpus.js';
import { getEnding } from './ending.js';
import { deepText, hostileRecord, hostileText, hostileValue, mutated } from './hostile-json.js';

const day = 24 * 60 * 60 * 1000;
const key = 'VENICE_INFERENCE_KEY_do-not-show-this';
const withKey = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  { weight: 1, arbitrary: fc.constantFrom(key, `bad key ${key}`, `Bearer ${key}`, `{"${key}":1}`) },
);

const issue = hostileRecord({
  message: withKey,
  msg: withKey,
  path: fc.array(hostileValue),
  loc: fc.array(hostileValue),
});
const body = hostileRecord({
  error: fc.oneof(
    withKey,
    hostileRecord({ message: withKey, code: withKey, type: withKey, retry_after: hostileValue }),
    fc.array(issue),
  ),
  message: withKey,
  code: withKey,
  detail: fc.oneof(withKey, fc.array(issue)),
  details: withKey,
  issues: fc.array(issue),
  retry_after: fc.constantFrom(-1, 0, 5, 1e308, '5'),
  [key]: hostileValue,
}).map((value) => JSON.stringify(value));
const text = fc.oneof(
  { weight: 6, arbitrary: body },
  { weight: 3, arbitrary: mutated(body) },
  { weight: 1, arbitrary: deepText },
  { weight: 1, arbitrary: body.map((one) => one.replace(/[a-z_]/gi, escaped)) },
  { weight: 1, arbitrary: withKey.map((title) => `<html><title>${title}</title>${'<title>'.repeat(99)}`) },
);
const names = fc.constantFrom(
  'retry-after',
  'date',
  'cf-ray',
  'location',
  'content-type',
  'x-ratelimit-remaining',
  'x-ratelimit-resets',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-reset-requests',
  'x-venice-balance-usd',
  'x-venice-model-id',
  '__proto__',
  'constructor',
);
const headers = fc
  .array(
    fc.tuple(
      names,
      fc.oneof(
        withKey,
        fc.constantFrom(
          '0',
          '-1',
          '1e999',
          'Infinity',
          '0x10',
          ' 5 ',
          '1790000000',
          '1790000000000',
          'Sun, 06 Nov 1994 08:49:37 GMT',
        ),
      ),
    ),
    { maxLength: 6 },
  )
  .map((entries) => Object.fromEntries(entries));

/** An answer that reports an error, or should not be what it is. */
interface HostileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly cut: number;
  readonly isBroken: boolean;
}

const answers: fc.Arbitrary<HostileAnswer> = fc.record({
  status: fc.constantFrom(0, 200, 204, 301, 308, 400, 401, 402, 404, 410, 422, 429, 500, 503, 520, 999),
  headers,
  text,
  cut: fc.nat(),
  isBroken: fc.boolean(),
});

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Reads the answer as that to a stream request and as one in one piece, and looks at the error. */
function isMapped({ status, headers: given, text: whole, cut, isBroken }: HostileAnswer): void {
  const bytes = new TextEncoder().encode(whole);
  const at = cut % (bytes.length + 1);
  const pieces = [bytes.subarray(0, at), bytes.subarray(at)].map((one): TransportEvent => ({
    type: 'data',
    bytes: one,
  }));
  const end = isBroken ? throwError(() => new Error('reset')) : EMPTY;
  const answer = concat(of<TransportEvent>({ type: 'head', status, headers: given }), from(pieces), end);
  const redact = (one: string): string => one.replaceAll(key, '[redacted]');
  for (const read of [readChunks({ redact }), readJson({ redact })]) {
    const { error } = getEnding(answer.pipe(read));
    if (error !== undefined) isFine(error);
  }
  JSON.stringify(toResponseMetadata({ status, headers: given }, Date.now()));
}

function isFine(error: unknown): void {
  if (!isVeniceError(error)) throw new Error('no type');
  if (typeof error.message !== 'string' || error.message.length > 1000) throw new Error('no message');
  const { retryAfter = 0 } = error;
  if (!(retryAfter >= 0 && retryAfter <= day)) throw new Error(`a wait of ${retryAfter}`);
  if (error instanceof APIError && error.code !== null && typeof error.code !== 'string')
    throw new Error('no code');
  const shown = `${inspect(error, { depth: 9, showHidden: true })}${error.message}${String(error.stack)}`;
  if (shown.includes(key)) throw new Error('the key is shown');
}

describe('whatever error a server reports', () => {
  it('has a type, a message within bounds, a wait within a day, and not the key', () => {
    campaign('any error', answers, isMapped);
  });

  it.each(corpusOfJson('errors'))('is read once more: %s', (_, answer) => {
    isMapped(answer as HostileAnswer);
  });
});
