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
import { playConversation, sends, summarize, summarizeRequests } from './play-conversation.js';

const values = { r: role(), a: 'Hel', b: 'lo', f: finish(), u: usage({ usd: 0.25 }) };
const hello = { marbles: '--r-a-b-f-u-|', values };
const noon = { marbles: '-n|', values: { n: 'Noon.' } };

describe('Conversation', () => {
  it('sends a question, shows the answer as it arrives, and adds the answer to the history', () => {
    const { log, transport } = playConversation([hello, noon], {
      1: sends('Hi'),
      20: sends('What time is it?'),
    });

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
    expect(summarizeRequests(transport)).toEqual(['Hi', 'Hi <Hello> What time is it?']);
    transport.verify();
  });

  it('sends the fields of `request`, with `stream`', () => {
    const { transport } = playConversation(
      [hello],
      { 0: sends('Hi') },
      { request: { model: 'fast', temperature: 0 } },
    );

    expect(transport.requests[0]?.body).toEqual({
      model: 'fast',
      temperature: 0,
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('calls a function in `request` for each run', () => {
    const models = ['one', 'two'];
    const request = () => ({ model: models.shift() ?? 'none' });
    const { transport } = playConversation([noon, noon], { 0: sends('Hi'), 9: sends('And?') }, { request });

    expect(transport.requests.map(({ body }) => (body as { readonly model: string }).model)).toEqual([
      'one',
      'two',
    ]);
  });

  it('begins with the option `messages`', () => {
    const messages = [{ role: 'system', content: 'Be brief.' }] as const;
    const { transport, states } = playConversation([noon], { 0: sends('Hi') }, { messages });

    expect(states[0]?.messages).toEqual(messages);
    expect(summarizeRequests(transport)).toEqual(['[Be brief.] Hi']);
  });

  it('sends images and other parts unchanged', () => {
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: 'https://example.com/knight.png' } },
    ] as const;
    const { transport, states } = playConversation([noon], { 0: sends(content) });

    expect(transport.requests[0]?.body).toMatchObject({ messages: [{ role: 'user', content }] });
    expect(states.at(-1)?.messages[0]?.content).toBe(content);
  });

  it('keeps the reasoning of an answer', () => {
    const thinking = reasoning('Noon, surely.');
    const { states } = playConversation([{ marbles: '-tn|', values: { t: thinking, n: 'Noon.' } }], {
      0: sends('Hi'),
    });

    expect(states.at(-1)?.messages[1]).toEqual({
      role: 'assistant',
      content: 'Noon.',
      reasoning_content: 'Noon, surely.',
    });
  });

  it('is `streaming` from the first reasoning or refusal on', () => {
    const reply = { marbles: '-a-b|', values: { a: reasoning('Hm.'), b: refusal('No.') } };
    const { log, states } = playConversation([reply], { 0: sends('Hi') });

    expect(log[2]).toBe('1 streaming: Hi ~');
    expect(states.at(-1)?.messages[1]).toMatchObject({ refusal: 'No.' });
  });

  it('leaves out an answer without output', () => {
    const { log, transport } = playConversation([{ marbles: '-r|', values }, noon], {
      0: sends('Hi'),
      5: sends('Hello?'),
    });

    expect(log).toContain('2 idle: Hi');
    expect(summarizeRequests(transport)[1]).toBe('Hi Hello?');
  });

  it('has the usage of the last answer in `completion`, and the usage and cost of all answers', () => {
    const { states } = playConversation([hello, hello], { 0: sends('Hi'), 20: sends('Hi') });

    expect(states.at(-1)).toMatchObject({
      completion: { choices: [{ finish_reason: 'stop' }], usage: { total_tokens: 15 }, cost: { usd: 0.25 } },
      usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
      cost: { usd: 0.5, diem: 0 },
    });
  });

  it('has one usage record per run, and one open request at a time', () => {
    const { records, open } = playConversation([hello, noon], { 0: sends('Hi'), 20: sends('Hi') });

    expect(records.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    expect(open.join('')).toBe('00111100110');
  });

  it('keeps the identity of unchanged messages, and never modifies an emitted state', () => {
    const { states, log } = playConversation([hello, noon], {
      0: sends('Hi'),
      20: sends('What time is it?'),
    });
    const summaries = log.map((line) => line.replace(/^\d+ /, ''));
    const copies = states.map(({ messages }) => [...messages]);
    const streaming = states.filter(({ status }) => status === 'streaming');

    expect(new Set(streaming.slice(0, 4).map(({ messages }) => messages)).size).toBe(1);
    for (const [index, { messages }] of states.entries()) {
      const next = copies[index + 1]?.slice(0, messages.length) ?? copies[index];
      expect(messages.every((message, at) => message === next?.[at])).toBe(true);
    }
    expect(new Set(states).size).toBe(states.length);
    expect(states.map(summarize)).toEqual(summaries);
  });

  it('has a current state without a subscriber', () => {
    const conversation = new Conversation(() => NEVER, { request: { model: 'default' } });
    conversation.send('Hi');

    expect(conversation.currentState).toMatchObject({ status: 'pending', isRunning: true });
  });

  it('emits the current state to a late subscriber', () => {
    const conversation = new Conversation(() => of(chunk('Noon.'), finish()), {
      request: { model: 'default' },
    });
    conversation.send('Hi');
    const seen: ConversationState[] = [];
    conversation.state.subscribe((state) => seen.push(state)).unsubscribe();

    expect(seen).toEqual([conversation.currentState]);
    expect(seen[0]?.messages).toHaveLength(2);
  });

  it('emits all states to every subscriber in the same order, even if another subscriber causes them', () => {
    const conversation = new Conversation(() => of(chunk('Noon.'), finish()), {
      request: { model: 'default' },
    });
    const [first, second]: [string[], string[]] = [[], []];
    conversation.state.subscribe(({ status, messages }) => {
      first.push(`${status} ${messages.length}`);
      if (status === 'idle' && messages.length === 2) conversation.send('Hi');
    });
    conversation.state.subscribe(({ status, messages }) => second.push(`${status} ${messages.length}`));
    conversation.send('Hi');

    expect(second).toEqual(first);
    expect(first.filter((state) => state.startsWith('idle'))).toEqual(['idle 0', 'idle 2', 'idle 4']);
  });

  it.each(['', '  \n', [], [{ type: 'text', text: ' ' }]])('rejects the blank content %j', (content) => {
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
  ])('rejects invalid content: %j', (content, message) => {
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
  ])('rejects the options %j', (options, message) => {
    const all = { request: { model: 'default' }, ...options };

    expect(() => new Conversation(() => NEVER, all as never)).toThrow(new TypeError(message));
  });

  it('rejects a chat that is neither `client.chat.completions` nor a function', () => {
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
    // @ts-expect-error The conversation sets the messages of a request.
    new Conversation(() => NEVER, { request: { model: 'default', messages: [] } });
  });
});
