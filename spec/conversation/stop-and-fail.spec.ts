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
import { summarizeRequests, edits, summarize, playConversation, sends } from './play-conversation.js';

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
  it('keeps the beginning of the answer, which the next question follows', () => {
    const { log, transport, records, open } = playConversation([hello, noon], {
      0: sends('Hi'),
      5: stop,
      8: sends('Time?'),
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
    expect(summarizeRequests(transport)).toEqual(['Hi', 'Hi <Hel> Time?']);
    expect(transport.requests.map(({ outcome }) => outcome)).toEqual(['cancelled', 'completed']);
    expect(records.map(({ outcome }) => outcome)).toEqual(['cancelled', 'completed']);
    // The connection is closed before the last state is emitted.
    expect(open.join('')).toBe('00100110');
  });

  it.each([
    ['before the headers', '----a|', '1 idle: Hi'],
    ['when only the role has arrived', 'r-----a|', '1 idle: Hi'],
    ['while the model reasons', 't-----a|', '1 idle: Hi'],
    ['after reasoning and text', '(ta)--b|', '1 idle: Hi <Hel>'],
    ['in the middle of a call', 'c-----|', '1 idle: Hi'],
    ['after text, in the middle of a call', '(ac)--|', '1 idle: Hi <Hel>'],
    ['while the server is silent', 'a 60s |', '1 idle: Hi <Hel>'],
  ])('leaves a history that can be sent: %s', (_, marbles, expected) => {
    const { log, states, transport, lastTimer } = playConversation([{ marbles, values }], {
      0: sends('Hi'),
      1: stop,
    });

    expect(log.at(-1)).toBe(expected);
    expect(validateHistory(states.at(-1)?.messages ?? [])).toEqual([]);
    expect(transport.requests[0]).toMatchObject({ outcome: 'cancelled', endedAt: 1 });
    expect(lastTimer).toBe(1);
  });

  it('keeps the beginning of the answer in `completion`, with reasoning, usage and cost', () => {
    const { states } = playConversation([{ marbles: 'tau-----|', values }], { 0: sends('Hi'), 4: stop });

    expect(states.at(-1)).toMatchObject({
      completion: { choices: [{ finish_reason: null, message: { reasoning_content: 'Hm.' } }] },
      usage: { total_tokens: 15 },
      cost: { usd: 0.25 },
    });
  });

  it('leaves no `completion` if no output has arrived', () => {
    const { states } = playConversation([noon, noon], { 0: sends('Hi'), 9: sends('Time?'), 9.5: stop });

    expect(states.filter(({ completion }) => completion).map(({ status }) => status)).toEqual(['idle']);
    expect(states.at(-1)).not.toHaveProperty('completion');
  });

  it('does nothing without an active run', () => {
    const { log } = playConversation([noon], { 0: stop, 1: sends('Hi'), 5: stop });

    expect(log.at(-1)).toBe('3 idle: Hi <Noon.>');
    expect(log).toHaveLength(5);
  });

  it('can be called by a subscriber that receives the first text, also with a synchronous source', () => {
    let produced = 0;
    const chunks = of('a', 'b', 'c').pipe(map((text) => ((produced += 1), chunk(text))));
    const conversation = new Conversation(() => chunks, { request: { model: 'default' } });
    const seen: string[] = [];
    conversation.state.subscribe((state) => {
      seen.push(summarize(state));
      if (state.status === 'streaming') conversation.stop();
    });
    conversation.send('Hi');

    expect(seen).toEqual(['idle:', 'pending: Hi', 'streaming: Hi ~a', 'idle: Hi <a>']);
    expect(produced).toBe(1);
  });
});

describe('a run that fails', () => {
  it('keeps the beginning of the answer, and has its error in the state', () => {
    const { log, states, records } = playConversation([{ marbles: '--a-x', values }], { 0: sends('Hi') });

    expect(log.slice(2)).toEqual(['2 streaming: Hi ~Hel', '4 failed: Hi <Hel> !TruncatedStreamError']);
    expect(states.at(-1)?.error).toBeInstanceOf(TruncatedStreamError);
    expect(states.at(-1)?.completion).toBe((states.at(-1)?.error as TruncatedStreamError).partial);
    expect(records.map(({ outcome }) => outcome)).toEqual(['failed']);
  });

  it('is repeated by `regenerate`, whose answer replaces the incomplete one', () => {
    const { log, transport, states } = playConversation([{ marbles: '--a-x', values }, noon], {
      0: sends('Hi'),
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
    expect(summarizeRequests(transport)).toEqual(['Hi', 'Hi']);
  });

  it('can be followed by another question', () => {
    const unavailable = { marbles: '-#', error: apiError(503) };
    const { log, transport } = playConversation([unavailable, noon], { 0: sends('Hi'), 9: sends('Time?') });

    expect(log[2]).toBe('1 failed: Hi !ServiceUnavailableError');
    expect(log.at(-1)).toBe('11 idle: Hi Time? <Noon.>');
    expect(summarizeRequests(transport)[1]).toBe('Hi Time?');
  });

  it('is repaired by `edit` if the server rejects the question', () => {
    const { log } = playConversation([{ marbles: '-#', error: apiError(400) }, noon], {
      0: sends('Hi'),
      9: edits(0, 'Hello'),
    });

    expect(log.at(-1)).toBe('11 idle: Hello <Noon.>');
  });

  it('has ended, so that `stop` does nothing', () => {
    const { log } = playConversation([{ marbles: '-#' }], { 0: sends('Hi'), 5: stop });

    expect(log.at(-1)).toBe('1 failed: Hi !InternalServerError');
  });

  it('has the error of a closed client in the state', () => {
    const client = new VeniceClient({ baseURL: 'http://test', transport: () => NEVER });
    const conversation = new Conversation(client.chat.completions, { request: { model: 'default' } });
    conversation.send('Hi');
    void client.close();

    expect(summarize(conversation.currentState)).toBe('failed: Hi !ClientClosedError');
    conversation.send('Hello?');
    expect(summarize(conversation.currentState)).toBe('failed: Hi Hello? !ClientClosedError');
  });

  it.each<[string, { readonly chat?: ChatFunction } & Partial<ConversationOptions>]>([
    ['the chat', { chat: () => throwError(() => new RangeError('thrown here')) }],
    ['the request', { request: (): never => fail(new RangeError('thrown here')) }],
    ['trim', { trim: (): never => fail(new RangeError('thrown here')) }],
  ])('has the error that %s throws', (_, { chat = () => NEVER, ...options }) => {
    const conversation = new Conversation(chat, { request: { model: 'default' }, ...options });
    conversation.send('Hi');

    expect(conversation.currentState.error).toEqual(new RangeError('thrown here'));
    expect(conversation.currentState.isRunning).toBe(false);
  });

  it.each<unknown>(['no', undefined])('wraps a thrown value that is not an Error: %s', (thrown) => {
    const chat = (): never => {
      throw thrown as Error;
    };
    const conversation = new Conversation(chat, { request: { model: 'default' } });
    conversation.send('Hi');

    expect(conversation.currentState.status).toBe('failed');
    expect(conversation.currentState.error).toEqual(new Error('the run failed'));
    expect(conversation.currentState.error?.cause).toBe(thrown);
  });

  it('does not fail the Observable `state`', () => {
    const { isComplete, states } = playConversation([{ marbles: '-#' }], { 0: sends('Hi') });

    expect(isComplete).toBe(false);
    expect(states.at(-1)?.error).toBeInstanceOf(APIError);
  });
});

function fail(error: Error): never {
  throw error;
}
