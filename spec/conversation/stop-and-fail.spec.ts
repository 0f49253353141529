import { NEVER, map, of, throwError } from 'rxjs';
import {
  APIError,
  type ChatFunction,
  Conversation,
  type ConversationOptions,
  TruncatedStreamError,
  VeniceClient,
  validateHistory,
} from 'venice-rx';
import { apiError, chunk, cut, finish, reasoning, role, toolCall, usage } from 'venice-rx/testing';
import { asked, edits, inShort, played, says } from './played.js';

const values = {
  r: role(),
  t: reasoning('Hm.'),
  a: 'Hel',
  b: 'lo',
  c: toolCall({ name: 'time', arguments: '{"zone":"Oslo' }),
  f: finish(),
  u: usage({ usd: 0.25 }),
  x: cut('truncated'),
};
const hello = { marbles: '--r-a-b-f-u-|', values };
const noon = { marbles: '-n|', values: { n: 'Noon.' } };
const stop = (conversation: Conversation): void => {
  conversation.stop();
};

describe('stop', () => {
  it('keeps what had come of the answer, and the next question goes on behind it', () => {
    const { log, transport, entries, open } = played([hello, noon], {
      0: says('Hi'),
      5: stop,
      8: says('Time?'),
    });

    expect(log).toEqual([
      '0 idle:',
      '0 pending: Hi',
      '4 streaming: Hi ~Hel',
      '5 idle: Hi <Hel>',
      '8 pending: Hi <Hel> Time?',
      '9 streaming: Hi <Hel> Time? ~Noon.',
      '10 streaming: Hi <Hel> Time? ~Noon.',
      '10 idle: Hi <Hel> Time? <Noon.>',
    ]);
    expect(asked(transport)).toEqual(['Hi', 'Hi <Hel> Time?']);
    expect(transport.requests.map(({ outcome }) => outcome)).toEqual(['cancelled', 'completed']);
    expect(entries.map(({ outcome }) => outcome)).toEqual(['cancelled', 'completed']);
    // The connection is closed before the end is told.
    expect(open.join('')).toBe('00100110');
  });

  it.each([
    ['before the headers', '----a|', '1 idle: Hi'],
    ['when only the role has come', 'r-----a|', '1 idle: Hi'],
    ['while the model reasons', 't-----a|', '1 idle: Hi'],
    ['behind reasoning and text', '(ta)--b|', '1 idle: Hi <Hel>'],
    ['in the middle of a call', 'c-----|', '1 idle: Hi'],
    ['behind text, in the middle of a call', '(ac)--|', '1 idle: Hi <Hel>'],
    ['while the server is silent', 'a 60s |', '1 idle: Hi <Hel>'],
  ])('leaves what can be sent: %s', (_, marbles, expected) => {
    const { log, states, transport, lastTimer } = played([{ marbles, values }], { 0: says('Hi'), 1: stop });

    expect(log.at(-1)).toBe(expected);
    expect(validateHistory(states.at(-1)?.messages ?? [])).toEqual([]);
    expect(transport.requests[0]).toMatchObject({ outcome: 'cancelled', endedAt: 1 });
    expect(lastTimer).toBe(1);
  });

  it('has the part of the answer, which no finish tells apart, with its reasoning and its bill', () => {
    const { states } = played([{ marbles: 'tau-----|', values }], { 0: says('Hi'), 4: stop });

    expect(states.at(-1)).toMatchObject({
      completion: { choices: [{ finish_reason: null, message: { reasoning_content: 'Hm.' } }] },
      usage: { total_tokens: 15 },
      cost: { usd: 0.25 },
    });
  });

  it('has no answer of the run before, where it came before any', () => {
    const { states } = played([noon, noon], { 0: says('Hi'), 9: says('Time?'), 9.5: stop });

    expect(states.filter(({ completion }) => completion).map(({ status }) => status)).toEqual(['idle']);
    expect(states.at(-1)).not.toHaveProperty('completion');
  });

  it('does nothing where nothing runs', () => {
    const { log } = played([noon], { 0: stop, 1: says('Hi'), 5: stop });

    expect(log.at(-1)).toBe('3 idle: Hi <Noon.>');
    expect(log).toHaveLength(5);
  });

  it('can be called by the subscriber that gets the first text, also from a synchronous source', () => {
    let produced = 0;
    const chunks = of('a', 'b', 'c').pipe(map((text) => ((produced += 1), chunk(text))));
    const conversation = new Conversation(() => chunks, { request: { model: 'default' } });
    const seen: string[] = [];
    conversation.state.subscribe((state) => {
      seen.push(inShort(state));
      if (state.status === 'streaming') conversation.stop();
    });
    conversation.send('Hi');

    expect(seen).toEqual(['idle:', 'pending: Hi', 'streaming: Hi ~a', 'idle: Hi <a>']);
    expect(produced).toBe(1);
  });
});

describe('a run that fails', () => {
  it('keeps what had come, and its error is in the state', () => {
    const { log, states, entries } = played([{ marbles: '--a-x', values }], { 0: says('Hi') });

    expect(log.slice(2)).toEqual(['2 streaming: Hi ~Hel', '4 failed: Hi <Hel> !TruncatedStreamError']);
    expect(states.at(-1)?.error).toBeInstanceOf(TruncatedStreamError);
    expect(states.at(-1)?.completion).toBe((states.at(-1)?.error as TruncatedStreamError).partial);
    expect(entries.map(({ outcome }) => outcome)).toEqual(['failed']);
  });

  it('is tried again by regenerate, in the place of what had come', () => {
    const { log, transport, states } = played([{ marbles: '--a-x', values }, noon], {
      0: says('Hi'),
      9: (conversation) => conversation.regenerate(),
    });

    expect(log.slice(3)).toEqual([
      '4 failed: Hi <Hel> !TruncatedStreamError',
      '9 pending: Hi <Hel>',
      '10 streaming: Hi ~Noon.',
      '11 streaming: Hi ~Noon.',
      '11 idle: Hi <Noon.>',
    ]);
    expect(states.at(-1)).not.toHaveProperty('error');
    expect(asked(transport)).toEqual(['Hi', 'Hi']);
  });

  it('can also be left behind', () => {
    const refused = { marbles: '-#', error: apiError(503) };
    const { log, transport } = played([refused, noon], { 0: says('Hi'), 9: says('Time?') });

    expect(log[2]).toBe('1 failed: Hi !ServiceUnavailableError');
    expect(log.at(-1)).toBe('11 idle: Hi Time? <Noon.>');
    expect(asked(transport)[1]).toBe('Hi Time?');
  });

  it('is repaired by edit where the message itself is refused', () => {
    const { log } = played([{ marbles: '-#', error: apiError(400) }, noon], {
      0: says('Hi'),
      9: edits(0, 'Hello'),
    });

    expect(log.at(-1)).toBe('11 idle: Hello <Noon.>');
  });

  it('is over when stop is called', () => {
    const { log } = played([{ marbles: '-#' }], { 0: says('Hi'), 5: stop });

    expect(log.at(-1)).toBe('1 failed: Hi !InternalServerError');
  });

  it('fails with the error of a closed client like with any other', () => {
    const client = new VeniceClient({ baseURL: 'http://test', transport: () => NEVER });
    const conversation = new Conversation(client.chat.completions, { request: { model: 'default' } });
    conversation.send('Hi');
    void client.close();

    expect(inShort(conversation.currentState)).toBe('failed: Hi !ClientClosedError');
    conversation.send('Hello?');
    expect(inShort(conversation.currentState)).toBe('failed: Hi Hello? !ClientClosedError');
  });

  it.each<[string, { readonly chat?: ChatFunction } & Partial<ConversationOptions>]>([
    ['the chat', { chat: () => throwError(() => new RangeError('of mine')) }],
    ['the request', { request: (): never => fail(new RangeError('of mine')) }],
    ['trim', { trim: (): never => fail(new RangeError('of mine')) }],
  ])('has what %s throws as its error', (_, { chat = () => NEVER, ...options }) => {
    const conversation = new Conversation(chat, { request: { model: 'default' }, ...options });
    conversation.send('Hi');

    expect(conversation.currentState.error).toEqual(new RangeError('of mine'));
    expect(conversation.currentState.isRunning).toBe(false);
  });

  it.each<unknown>(['no', undefined])('makes an error of what is none: %s', (thrown) => {
    const chat = (): never => {
      throw thrown as Error;
    };
    const conversation = new Conversation(chat, { request: { model: 'default' } });
    conversation.send('Hi');

    expect(conversation.currentState.status).toBe('failed');
    expect(conversation.currentState.error).toEqual(new Error('the run failed'));
    expect(conversation.currentState.error?.cause).toBe(thrown);
  });

  it('never fails the state', () => {
    const { isComplete, states } = played([{ marbles: '-#' }], { 0: says('Hi') });

    expect(isComplete).toBe(false);
    expect(states.at(-1)?.error).toBeInstanceOf(APIError);
  });
});

function fail(error: Error): never {
  throw error;
}
