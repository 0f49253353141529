import { of } from 'rxjs';
import {
  type ChatInterceptor,
  type LogRecord,
  type UsageRecord,
  VeniceClient,
  logger,
  usageRecords,
} from 'venice-rx';
import { bytes, sse } from 'venice-rx/testing';
import { head, hello, scripted } from '../support/replies.js';
import type { TransportEvent } from 'venice-rx';

/** A string with line breaks, terminal control sequences and a change of the text direction. */
const hostile = 'm\r\nFORGED \x1b[2J\x9b31m\u202e\u2028x';
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const headers = { 'cf-ray': hostile, 'x-venice-model-id': hostile };

/** Returns the log records and the usage record of one run with this answer. */
function collectRecords(...events: TransportEvent[]): readonly (LogRecord | UsageRecord)[] {
  const records: (LogRecord | UsageRecord)[] = [];
  const client = new VeniceClient({
    apiKey: 'a-key',
    baseURL: 'http://localhost',
    transport: scripted(events.length === 0 ? hello() : of(...events)).transport,
    interceptors: [logger({ write: (record) => records.push(record) })],
  });
  usageRecords(client).subscribe((record) => records.push(record));
  client.chat.completions
    .create({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true })
    .subscribe({ error: () => undefined });
  return records;
}

/** Returns all strings of a value, at any depth. */
function findStrings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(findStrings) : [];
}

it.each<[string, TransportEvent[], string]>([
  ['an answer', [head(200, headers), sse({ model: hostile, choices: [] })], 'answeredBy'],
  [
    'an error',
    [head(500, headers), bytes(JSON.stringify({ error: { message: hostile, code: hostile } }))],
    'code',
  ],
  [
    'an error inside the stream',
    [head(200, headers), sse({ error: { message: hostile, code: hostile } })],
    'code',
  ],
])('records of %s contain no control characters of the server', (_name, events, field) => {
  const records = collectRecords(...events);

  expect(JSON.stringify(records)).toContain(`"${field}":"m FORGED`);
  expect(findStrings(records).filter((text) => unprintable.test(text))).toEqual([]);
});

it('records of an error that an interceptor throws contain no control characters', () => {
  const records: LogRecord[] = [];
  const failing: ChatInterceptor = () => {
    throw Object.assign(new Error(hostile), { name: hostile, code: hostile });
  };
  const client = new VeniceClient({
    baseURL: 'http://localhost',
    transport: scripted(hello()).transport,
    interceptors: [logger({ write: (record) => records.push(record) }), failing],
  });

  client.chat.completions
    .create({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true })
    .subscribe({ error: () => undefined });

  const printable = 'm FORGED  [2J 31m x';
  expect(records.at(-1)).toMatchObject({ error: { name: printable, message: printable, code: printable } });
  expect(findStrings(records).filter((text) => unprintable.test(text))).toEqual([]);
});
