import { expectTypeOf } from 'expect-type';
import { NEVER, type Observable, of } from 'rxjs';
import {
  type ChatMessage,
  Conversation,
  type ConversationExport,
  type ConversationState,
  type ConversationStatus,
} from 'venice-rx';
import { chunk, finish, reasoning, refusal, role, usage } from 'venice-rx/testing';
import { asked, played, says } from './played.js';

const values = { r: role(), a: 'Hel', b: 'lo', f: finish(), u: usage({ usd: 0.25 }) };
const hello = { marbles: '--r-a-b-f-u-|', values };
const noon = { marbles: '-n|', values: { n: 'Noon.' } };

describe('Conversation', () => {
  it('asks, shows the answer as it comes, and keeps it', () => {
    const { log, transport } = played([hello, noon], { 1: says('Hi'), 20: says('What time is it?') });

    expect(log).toEqual([
      '0 idle:',
      '1 pending: Hi',
      '5 streaming: Hi ~Hel',
      '7 streaming: Hi ~Hello',
      '9 streaming: Hi ~Hello',
      '11 streaming: Hi ~Hello',
      '13 idle: Hi <Hello>',
      '20 pending: Hi <Hello> What time is it?',
      '21 streaming: Hi <Hello> What time is it? ~Noon.',
      '22 streaming: Hi <Hello> What time is it? ~Noon.',
      '22 idle: Hi <Hello> What time is it? <Noon.>',
    ]);
    expect(asked(transport)).toEqual(['Hi', 'Hi <Hello> What time is it?']);
    transport.verify();
  });

  it('sends the request that it was given, as a stream', () => {
    const { transport } = played([hello], { 0: says('Hi') }, { request: { model: 'fast', temperature: 0 } });

    expect(transport.requests[0]?.body).toEqual({
      model: 'fast',
      temperature: 0,
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('asks a function for the request of each run', () => {
    const models = ['one', 'two'];
    const request = () => ({ model: models.shift() ?? 'none' });
    const { transport } = played([noon, noon], { 0: says('Hi'), 9: says('And?') }, { request });

    expect(transport.requests.map(({ body }) => (body as { readonly model: string }).model)).toEqual([
      'one',
      'two',
    ]);
  });

  it('begins with the messages that it is given', () => {
    const messages = [{ role: 'system', content: 'Be brief.' }] as const;
    const { transport, states } = played([noon], { 0: says('Hi') }, { messages });

    expect(states[0]?.messages).toEqual(messages);
    expect(asked(transport)).toEqual(['[Be brief.] Hi']);
  });

  it('sends images and other parts as they are', () => {
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: 'https://example.com/knight.png' } },
    ] as const;
    const { transport, states } = played([noon], { 0: says(content) });

    expect(transport.requests[0]?.body).toMatchObject({ messages: [{ role: 'user', content }] });
    expect(states.at(-1)?.messages[0]?.content).toBe(content);
  });

  it('keeps the message of an answer as it came, with its reasoning', () => {
    const thought = reasoning('Noon, surely.');
    const { states } = played([{ marbles: '-tn|', values: { t: thought, n: 'Noon.' } }], { 0: says('Hi') });

    expect(states.at(-1)?.messages[1]).toEqual({
      role: 'assistant',
      content: 'Noon.',
      reasoning_content: 'Noon, surely.',
    });
  });

  it('streams with the first reasoning or refusal', () => {
    const reply = { marbles: '-a-b|', values: { a: reasoning('Hm.'), b: refusal('No.') } };
    const { log, states } = played([reply], { 0: says('Hi') });

    expect(log[2]).toBe('1 streaming: Hi ~');
    expect(states.at(-1)?.messages[1]).toMatchObject({ refusal: 'No.' });
  });

  it('leaves an answer out that says nothing', () => {
    const { log, transport } = played([{ marbles: '-r|', values }, noon], {
      0: says('Hi'),
      5: says('Hello?'),
    });

    expect(log).toContain('2 idle: Hi');
    expect(asked(transport)[1]).toBe('Hi Hello?');
  });

  it('has the last answer with its own usage, and the tokens and cost of all', () => {
    const { states } = played([hello, hello], { 0: says('Hi'), 20: says('Hi') });

    expect(states.at(-1)).toMatchObject({
      completion: { choices: [{ finish_reason: 'stop' }], usage: { total_tokens: 15 }, cost: { usd: 0.25 } },
      usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
      cost: { usd: 0.5, diem: 0 },
    });
  });

  it('leaves one entry in the usage log for each run, and has one request open at a time', () => {
    const { entries, open } = played([hello, noon], { 0: says('Hi'), 20: says('Hi') });

    expect(entries.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    expect(open.join('')).toBe('00111100110');
  });

  it('gives what is untouched the same identity, and changes no state afterwards', () => {
    const { states } = played([hello, noon], { 0: says('Hi'), 20: says('What time is it?') });
    const copies = states.map(({ messages }) => [...messages]);
    const streaming = states.filter(({ status }) => status === 'streaming');

    expect(new Set(streaming.slice(0, 4).map(({ messages }) => messages)).size).toBe(1);
    for (const [index, { messages }] of states.entries()) {
      const next = copies[index + 1]?.slice(0, messages.length) ?? copies[index];
      expect(messages.every((message, at) => message === next?.[at])).toBe(true);
    }
    expect(new Set(states).size).toBe(states.length);
  });

  it('has the present state without a subscription too', () => {
    const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });
    conversation.send('Hi');

    expect(conversation.currentState).toMatchObject({ status: 'pending', isRunning: true });
  });

  it('tells a late subscriber the present state', () => {
    const conversation = new Conversation(() => of(chunk('Noon.'), finish()), {
      request: { model: 'default' },
    });
    conversation.send('Hi');
    const seen: ConversationState[] = [];
    conversation.state.subscribe((state) => seen.push(state)).unsubscribe();

    expect(seen).toEqual([conversation.currentState]);
    expect(seen[0]?.messages).toHaveLength(2);
  });

  it('tells every subscriber of all states in one order, also of those that another brings about', () => {
    const conversation = new Conversation(() => of(chunk('Noon.'), finish()), {
      request: { model: 'default' },
    });
    const [first, second]: [string[], string[]] = [[], []];
    conversation.state.subscribe(({ status, messages }) => {
      first.push(`${status} ${messages.length}`);
      if (status === 'idle' && messages.length < 4) conversation.send('Hi');
    });
    conversation.state.subscribe(({ status, messages }) => second.push(`${status} ${messages.length}`));
    conversation.send('Hi');

    expect(second).toEqual(first.slice(-second.length));
    expect(second.length).toBeGreaterThan(3);
    expect(first.at(-1)).toBe('idle 6');
  });

  it.each(['', '  \n', [], [{ type: 'text', text: ' ' }]])('refuses to say %j', (content) => {
    const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });

    expect(() => conversation.send(content as string)).toThrow(
      /^`content` must be a message that is not blank; received an? (string|array)$/,
    );
    expect(conversation.currentState.messages).toEqual([]);
  });

  it.each<[unknown, string]>([
    [5, '`content` must be a string or an array of parts; received a number'],
    [['Hi'], '`content[0]` must be an object with a `type`; received a string'],
    [[{ type: 'text' }], '`content[0].text` must be a string that is not empty; received undefined'],
  ])('refuses content that is none: %j', (content, message) => {
    const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });

    expect(() => conversation.send(content as string)).toThrow(new TypeError(message));
  });

  it.each<[object, string]>([
    [{ request: undefined }, '`request` must be an object with a `model`, or a function; received undefined'],
    [{ whileRunning: 'merge' }, "`whileRunning` must be 'concat' or 'switch' or 'exhaust'; received 'merge'"],
    [{ trim: 8000 }, '`trim` must be a function; received 8000'],
    [{ tools: {} }, '`tools` must be an array of results of tool(); received an object'],
    [{ maxSteps: 0 }, '`maxSteps` must be a whole number of 1 or more; received 0'],
    [{ messages: 'Hi' }, '`messages` must be an array of messages; received a string'],
    [
      { messages: [{ role: 'user', content: '' }] },
      '`messages[0].content` must be a message that is not blank; received a string',
    ],
  ])('refuses %j', (options, message) => {
    const all = { request: { model: 'default' }, ...options };

    expect(() => new Conversation(() => NEVER, all as never)).toThrow(new TypeError(message));
  });

  it('refuses a chat that is none', () => {
    expect(() => new Conversation({} as never, { request: { model: 'default' } })).toThrow(
      new TypeError('`chat` must be client.chat.completions or a function; received an object'),
    );
  });

  it('has types', () => {
    const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });

    expectTypeOf(conversation.state).toEqualTypeOf<Observable<ConversationState>>();
    expectTypeOf(conversation.currentState.status).toEqualTypeOf<ConversationStatus>();
    expectTypeOf(conversation.currentState.messages).toEqualTypeOf<readonly ChatMessage[]>();
    expectTypeOf(conversation.export()).toEqualTypeOf<ConversationExport>();
    // @ts-expect-error The messages are those of the conversation.
    new Conversation(() => NEVER, { request: { model: 'default', messages: [] } });
  });
});
