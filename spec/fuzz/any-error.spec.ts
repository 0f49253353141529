import * as fc from 'fast-check';
import { inspect } from 'node:util';
import { EMPTY, concat, from, of, throwError } from 'rxjs';
import { APIError, type TransportEvent, isVeniceError } from 'venice-rx';
import { readChunks } from '../../src/response/read-chunks.js';
import { readJson } from '../../src/response/read-json.js';
import { toResponseMetadata } from '../../src/errors/from-response/response-metadata.js';
import { checkProperty } from './check-property.js';
import { readJsonCorpus } from './corpus.js';
import { getEnding } from './ending.js';
import { deepText, hostileRecord, hostileText, hostileValue, withRandomEdits } from './hostile-json.js';

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
  { weight: 3, arbitrary: withRandomEdits(body) },
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

/** A response with an error, or with contents that do not fit its status. */
interface HostileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Position at which the body is split into two reads, modulo its length plus one. */
  readonly cut: number;
  /** Whether the connection breaks after the body. */
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

/** Reads the response as a stream and in one piece, and checks the error. */
function assertTypedError({
  status,
  headers: receivedHeaders,
  text: whole,
  cut,
  isBroken,
}: HostileAnswer): void {
  const bytes = new TextEncoder().encode(whole);
  const at = cut % (bytes.length + 1);
  const pieces = [bytes.subarray(0, at), bytes.subarray(at)].map((piece): TransportEvent => ({
    type: 'data',
    bytes: piece,
  }));
  const end = isBroken ? throwError(() => new Error('reset')) : EMPTY;
  const answer = concat(
    of<TransportEvent>({ type: 'head', status, headers: receivedHeaders }),
    from(pieces),
    end,
  );
  const redact = (value: string): string => value.replaceAll(key, '[redacted]');
  for (const read of [readChunks({ redact }), readJson({ redact })]) {
    const { error } = getEnding(answer.pipe(read));
    if (error !== undefined) assertSafeError(error);
  }
  JSON.stringify(toResponseMetadata({ status, headers: receivedHeaders }, Date.now()));
}

function assertSafeError(error: unknown): void {
  if (!isVeniceError(error)) throw new Error('not a VeniceError');
  if (typeof error.message !== 'string' || error.message.length > 1000)
    throw new Error('no message, or one that is too long');
  const { retryAfter = 0 } = error;
  if (!(retryAfter >= 0 && retryAfter <= day)) throw new Error(`retryAfter is ${retryAfter}`);
  if (error instanceof APIError && error.code !== null && typeof error.code !== 'string')
    throw new Error('the code is not a string');
  const shown = `${inspect(error, { depth: 9, showHidden: true })}${error.message}${String(error.stack)}`;
  if (shown.includes(key)) throw new Error('the error contains the key');
}

describe('any error of a server', () => {
  it('results in a typed error without the key, with a short message and a retryAfter of at most a day', () => {
    checkProperty('any error', answers, assertTypedError);
  });

  it.each(readJsonCorpus('errors'))(
    'results in such an error for an input that failed once: %s',
    (_, answer) => {
      assertTypedError(answer as HostileAnswer);
    },
  );
});
