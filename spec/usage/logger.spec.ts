import { type Observable, config, take } from 'rxjs';
import { type ChatCompletionChunk, type LogRecord, VeniceClient, logger, retryOnApiError } from 'venice-rx';
import {
  apiError,
  chunk,
  cut,
  finish,
  inVirtualTime,
  role,
  scriptedTransport,
  usage,
} from 'venice-rx/testing';
import type { ChatReply } from 'venice-rx/testing';
import { reportedErrors } from '../support/reported-errors.js';

const key = 'VENICE_INFERENCE_KEY_do-not-show-this';
const secret = 'a prompt for my eyes only';
const request = {
  model: 'm',
  messages: [{ role: 'user', content: secret }],
  temperature: 0.5,
  user: 'user-of-this-spec',
  stream: true,
} as const;
/** Frames of the replies: role, text, finish reason, usage, and the end of the connection. */
const values = { r: role(), a: chunk('a tale of old'), f: finish(), u: usage({ usd: 0.1 }), x: cut() };

/** Returns the records that `logger` writes for one run. */
function getRecords(
  reply: ChatReply | readonly ChatReply[],
  { includesText = false, takes = Infinity, isStream = true } = {},
): readonly LogRecord[] {
  const records: LogRecord[] = [];
  const replies = Array.isArray(reply) ? (reply as readonly ChatReply[]) : [reply as ChatReply];
  inVirtualTime(() => {
    const client = new VeniceClient({
      apiKey: key,
      baseURL: 'http://test',
      transport: scriptedTransport(...replies),
      interceptors: [logger({ write: (record) => records.push(record), includesText })],
      retry: retryOnApiError({ jitter: () => 0 }),
    });
    const chat: Observable<unknown> = client.chat.completions.create({ ...request, stream: isStream });
    chat.pipe(take(takes)).subscribe({ error: () => undefined });
  });
  return records;
}

describe('logger', () => {
  it('writes a record at the start of an attempt, at the start of its response, and at its end', () => {
    expect(getRecords({ marbles: '-r-a-f-(u|)', values })).toEqual([
      {
        type: 'request',
        id: 1,
        attempt: 1,
        at: 0,
        model: 'm',
        messages: [{ role: 'user', characters: secret.length }],
        settings: { temperature: 0.5, stream: true },
      },
      { type: 'head', id: 1, attempt: 1, at: 1, model: 'm', status: 200 },
      {
        type: 'end',
        id: 1,
        attempt: 1,
        at: 7,
        model: 'm',
        outcome: 'completed',
        duration: 7,
        firstTokenAfter: 3,
        usage: values.u.usage,
        cost: { usd: 0.1, diem: 0 },
      },
    ]);
  });

  it('writes the end of each attempt of a run, with its error', () => {
    const ends = getRecords([{ marbles: '-#', error: apiError(503) }, '-a|']).filter(
      ({ type }) => type === 'end',
    );

    expect(ends).toMatchObject([
      {
        id: 1,
        attempt: 1,
        outcome: 'failed',
        error: { name: 'ServiceUnavailableError', message: '503 Service Unavailable', status: 503 },
      },
      { id: 2, attempt: 2, outcome: 'completed' },
    ]);
  });

  it('writes `cancelled` when the subscriber unsubscribes', () => {
    expect(getRecords('-a-b|', { takes: 1 }).at(-1)).toMatchObject({ type: 'end', outcome: 'cancelled' });
  });

  it('writes neither prompts nor answers, and the key not even with `includesText`', () => {
    const echo = apiError(401, { message: `bad key ${key}` });
    const records = [
      ...getRecords({ marbles: '-r-a-f-(u|)', values }),
      ...getRecords({ marbles: '-a-x', values }),
      ...getRecords({ marbles: '-#', error: echo }),
    ];

    expect(records).toHaveLength(8);
    expect(JSON.stringify(records)).not.toMatch(/my eyes only|tale|user-of-this-spec|do-not-show/);
    expect(JSON.stringify(getRecords({ marbles: '-#', error: echo }, { includesText: true }))).not.toContain(
      key,
    );
  });

  it.each([true, false])('writes prompt and answer with `includesText`, stream: %s', (isStream) => {
    const records = getRecords({ marbles: '-r-a-f-(u|)', values }, { includesText: true, isStream });

    expect(records[0]).toMatchObject({ request: { messages: request.messages } });
    expect(records.at(-1)).toMatchObject({
      completion: { choices: [{ message: { content: 'a tale of old' } }] },
    });
  });

  it('joins the text of chunks whose `object` is wrongly chat.completion', () => {
    const misnamed = (value: ChatCompletionChunk): ChatCompletionChunk => ({
      ...value,
      object: 'chat.completion' as never,
    });
    const misnamedValues = {
      a: misnamed(chunk('a tale ')),
      b: misnamed(chunk('of old')),
      f: misnamed(finish()),
    };
    const records = getRecords({ marbles: '-a-b-f-|', values: misnamedValues }, { includesText: true });

    expect(records.at(-1)).toMatchObject({
      completion: { choices: [{ message: { content: 'a tale of old' }, finish_reason: 'stop' }] },
      firstTokenAfter: 1,
    });
  });

  it('writes only the numbers of the usage and cost of a server', () => {
    const hostile = 'x\u001b[2J\u202e\nFORGED line';
    const hostileUsage = {
      prompt_tokens: 3,
      completion_tokens: hostile,
      [hostile]: 1,
      details: { cached_tokens: 2, text: hostile, deeper: { more: 1, again: hostile } },
      none: null,
      list: [hostile],
    };
    const cost = { usd: 0.1, diem: hostile };
    const u = { ...usage(), usage: hostileUsage, cost } as unknown as typeof values.u;
    const end = getRecords({ marbles: '-r-a-f-(u|)', values: { ...values, u } }).at(-1);

    expect(end).toMatchObject({ type: 'end', outcome: 'completed', cost: { usd: 0.1 } });
    expect(end).toHaveProperty('usage', {
      prompt_tokens: 3,
      details: { cached_tokens: 2, deeper: { more: 1 } },
      none: null,
    });
    expect(JSON.stringify(end)).not.toContain('FORGED');
  });

  it('writes the end of an attempt for which another interceptor throws', () => {
    const records: LogRecord[] = [];
    const fail = (): never => {
      throw new TypeError('no');
    };
    const interceptors = [logger({ write: (record) => records.push(record) }), fail];
    const client = new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport(), interceptors });

    client.chat.completions.create(request).subscribe({ error: () => undefined });

    expect(records).toMatchObject([
      { type: 'request' },
      { type: 'end', outcome: 'failed', error: { name: 'TypeError' } },
    ]);
  });

  describe('whose `write` throws', () => {
    const unhandled: unknown[] = [];
    beforeEach(() => (config.onUnhandledError = (error) => unhandled.push(error)));
    afterEach(() => {
      config.onUnhandledError = null;
      unhandled.length = 0;
    });

    /** Returns the error message of a run whose `write` throws for records of this type, or `completed`. */
    async function getEnd(type: LogRecord['type'], reply: ChatReply, takes = Infinity): Promise<unknown> {
      const write = (record: LogRecord): void => {
        if (record.type === type) throw new Error('disk full');
      };
      let end: unknown;
      inVirtualTime(() => {
        const interceptors = [logger({ write })];
        const transport = scriptedTransport(reply);
        const client = new VeniceClient({ baseURL: 'http://test', transport, interceptors });
        client.chat.completions
          .create(request)
          .pipe(take(takes))
          .subscribe({
            error: (error: unknown) => (end = (error as Error).message),
            complete: () => (end = 'completed'),
          });
      });
      await reportedErrors();
      return end;
    }

    it.each(['request', 'head', 'end'] as const)(
      'fails the attempt if it throws for the record `%s`',
      async (type) => {
        expect(await getEnd(type, '-a|')).toBe('disk full');
        expect(unhandled).toEqual([]);
      },
    );

    it('does not replace the error of a failed attempt: its own error is unhandled', async () => {
      expect(await getEnd('end', { marbles: '-#', error: apiError(503) })).toBe('503 Service Unavailable');
      expect(unhandled).toEqual([new Error('disk full')]);
    });

    it('does not throw out of unsubscribe: its error is unhandled', async () => {
      expect(await getEnd('end', '-a-b|', 1)).toBe('completed');
      expect(unhandled).toEqual([new Error('disk full')]);
    });
  });

  it('throws a TypeError without `write`', () => {
    expect(() => logger({} as never)).toThrow(
      new TypeError('`write` must be a function; received undefined'),
    );
  });
});
