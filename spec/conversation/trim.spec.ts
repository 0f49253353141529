import { EMPTY, type Observable, map, of, timer } from 'rxjs';
import { type ChatMessage, Conversation, type HistoryTrim, trimToTokens, validateHistory } from 'venice-rx';
import { chunk, finish } from 'venice-rx/testing';
import { summarizeRequests, summarizeHistory, playConversation, sends } from './play-conversation.js';

const noon = { marbles: '-n|', values: { n: 'Noon.' } };
const system = { role: 'system', content: 'Be brief.' } as const;
const call = { id: 'call_1', type: 'function', function: { name: 'time', arguments: '{}' } };
const history: readonly ChatMessage[] = [
  system,
  { role: 'user', content: 'One?' },
  { role: 'assistant', content: 'One.' },
  { role: 'user', content: 'Two?' },
  { role: 'assistant', content: null, tool_calls: [call] },
  { role: 'tool', tool_call_id: 'call_1', content: 'two' },
  { role: 'assistant', content: 'Two.' },
  { role: 'user', content: 'Three?' },
];

/** Returns a summary of the messages that `trimToTokens` keeps; by default each message counts as one token. */
function trimHistory(
  maxTokens: number,
  messages = history,
  estimate: (message: ChatMessage) => number = () => 1,
): string {
  let result: readonly ChatMessage[] = [];
  const trimmed = trimToTokens({ maxTokens, estimate })(messages);
  (trimmed as Observable<readonly ChatMessage[]>).subscribe((kept) => (result = kept));
  return summarizeHistory(result);
}

describe('trim', () => {
  it.each<[string, HistoryTrim]>([
    ['an array', (messages) => messages.slice(-1)],
    ['an Observable', (messages) => of(messages.slice(-1), messages)],
  ])('chooses the messages to send as %s; the history stays complete', (_, trim) => {
    const { log, transport } = playConversation(
      [noon, noon],
      { 0: sends('Hi'), 9: sends('Time?') },
      { trim },
    );

    expect(summarizeRequests(transport)).toEqual(['Hi', 'Time?']);
    expect(log.at(-1)).toBe('11 idle: Hi <Noon.> Time? <Noon.>');
  });

  it('may return a Promise', async () => {
    const conversation = new Conversation(() => of(chunk('Noon.'), finish()), {
      request: { model: 'default' },
      trim: (messages) => Promise.resolve(messages),
    });
    conversation.send('Hi');
    expect(conversation.currentState.status).toBe('pending');
    await Promise.resolve();

    expect(summarizeHistory(conversation.currentState.messages)).toBe('Hi <Noon.>');
  });

  it('may be asynchronous: until it emits, the run is pending, and `stop` cancels it', () => {
    const { transport, log, lastTimer } = playConversation(
      [noon],
      {
        0: sends('Hi'),
        9: sends('Time?'),
        12: (conversation) => {
          conversation.stop();
        },
      },
      { trim: (messages) => timer(5).pipe(map(() => messages)) },
    );

    expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([5]);
    expect(log.slice(-3)).toEqual([
      '7 idle: Hi <Noon.>',
      '9 pending: Hi <Noon.> Time?',
      '12 idle: Hi <Noon.> Time?',
    ]);
    expect(lastTimer).toBe(12);
  });

  it.each<[string, HistoryTrim, string]>([
    ['emits nothing', () => EMPTY, 'undefined'],
    ['does not return an array', () => of('all of them') as never, 'a string'],
  ])('fails the run if it %s', (_, trim, received) => {
    const { transport, states } = playConversation([], { 0: sends('Hi') }, { trim });

    expect(states.at(-1)?.error).toEqual(
      new TypeError(`\`trim\` must return an array of messages, or emit it; received ${received}`),
    );
    expect(transport.requests).toEqual([]);
  });

  it('never sends a result without its call', () => {
    const { transport } = playConversation(
      [noon],
      { 0: sends('Hi') },
      { messages: history, trim: (all) => all.slice(-4) },
    );

    expect(summarizeRequests(transport)).toEqual(['<Two.> Three? Hi']);
  });
});

describe('trimToTokens', () => {
  it.each([
    [8, '[Be brief.] One? <One.> Two? <→time> (two) <Two.> Three?'],
    [7, '[Be brief.] Two? <→time> (two) <Two.> Three?'],
    [6, '[Be brief.] Two? <→time> (two) <Two.> Three?'],
    [5, '[Be brief.] Three?'],
    [1, '[Be brief.] Three?'],
  ])(
    'keeps the system message and the latest complete turns that fit into %d tokens',
    (maxTokens, expected) => {
      expect(trimHistory(maxTokens)).toBe(expected);
    },
  );

  it('keeps instructions at any position', () => {
    const later = { role: 'developer', content: 'In English.' } as const;
    const messages = [...history.slice(0, 3), later, ...history.slice(3)];

    expect(trimHistory(3, messages)).toBe('[Be brief.] [In English.] Three?');
  });

  it('keeps the last turn, with its calls and results, even if it does not fit', () => {
    expect(trimHistory(2, history.slice(0, 6))).toBe('[Be brief.] Two? <→time> (two)');
  });

  it('keeps messages before the first user message only if all messages fit', () => {
    const greeting = { role: 'assistant', content: 'Hello.' } as const;
    const messages = [system, greeting, ...history.slice(1, 4)];

    expect(trimHistory(5, messages)).toBe('[Be brief.] <Hello.> One? <One.> Two?');
    expect(trimHistory(4, messages)).toBe('[Be brief.] One? <One.> Two?');
  });

  it('keeps all messages if there is no user message', () => {
    const messages: readonly ChatMessage[] = [system, { role: 'assistant', content: 'Hello.' }];

    expect(trimHistory(1, messages)).toBe('[Be brief.] <Hello.>');
    expect(trimHistory(1, [])).toBe('');
  });

  it('emits the same array if there is nothing to trim', () => {
    let result: unknown;
    const trimmed = trimToTokens({ maxTokens: 100 })(history);
    (trimmed as Observable<unknown>).subscribe((kept) => (result = kept));

    expect(result).toBe(history);
  });

  it('counts four characters as a token, and four tokens per message', () => {
    const long = { role: 'user', content: 'x'.repeat(400) } as const;
    const trim = trimToTokens({ maxTokens: 2 * 104 });
    const kept: string[] = [];
    for (const count of [2, 3]) {
      (trim(Array.from({ length: count }, () => ({ ...long }))) as Observable<readonly unknown[]>).subscribe(
        ({ length }) => kept.push(`${length} of ${count}`),
      );
    }

    expect(kept).toEqual(['2 of 2', '2 of 3']);
  });

  it('counts the arguments of calls', () => {
    const big = { ...call, function: { name: 'time', arguments: `{"a":"${'x'.repeat(4000)}"}` } };
    const messages: readonly ChatMessage[] = [
      { role: 'user', content: 'One?' },
      { role: 'assistant', content: null, tool_calls: [big] },
      { role: 'tool', tool_call_id: 'call_1', content: 'one' },
      { role: 'user', content: 'Two?' },
    ];
    let result: readonly ChatMessage[] = [];
    const trimmed = trimToTokens({ maxTokens: 900 })(messages);
    (trimmed as Observable<readonly ChatMessage[]>).subscribe((kept) => (result = kept));

    expect(summarizeHistory(result)).toBe('Two?');
  });

  it('estimates each message once', () => {
    const estimate = jest.fn(() => 1);
    const trim = trimToTokens({ maxTokens: 100, estimate });
    void trim(history);
    void trim([...history, { role: 'assistant', content: 'Three.' }]);

    expect(estimate).toHaveBeenCalledTimes(history.length + 1);
  });

  it('trims every request of a conversation', () => {
    const { transport, states } = playConversation(
      [noon, noon, noon],
      { 0: sends('One?'), 9: sends('Two?'), 19: sends('Three?') },
      { messages: [system], trim: trimToTokens({ maxTokens: 4, estimate: () => 1 }) },
    );

    expect(summarizeRequests(transport)).toEqual([
      '[Be brief.] One?',
      '[Be brief.] One? <Noon.> Two?',
      '[Be brief.] Two? <Noon.> Three?',
    ]);
    expect(validateHistory(states.at(-1)?.messages ?? [])).toEqual([]);
    expect(states.at(-1)?.messages).toHaveLength(7);
  });

  it.each([
    [{ maxTokens: 0 }, '`maxTokens` must be a number of 1 or more; received 0'],
    [{ maxTokens: Number.NaN }, '`maxTokens` must be a number of 1 or more; received NaN'],
    [{ maxTokens: 10, estimate: 4 }, '`estimate` must be a function; received 4'],
  ])('rejects the options %j', (options, message) => {
    expect(() => trimToTokens(options as never)).toThrow(new TypeError(message));
  });
});
