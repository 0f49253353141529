import { EMPTY, type Observable, of } from 'rxjs';
import { expectTypeOf } from 'expect-type';
import { type ChatCompletion, type ChatCompletionChunk, Conversation, type RunHandle, tool } from 'venice-rx';
import { apiError, chunk, finish, toolCall } from 'venice-rx/testing';
import { jsonCopy } from './exported-tree.js';
import { type Actions, summarizeRequests, idAt, playConversation, sends } from './play-conversation.js';

const values = { a: 'Hel', b: 'lo', p: toolCall({ name: 'pay' }), f: finish('tool_calls') };
const hello = { marbles: '-a-b|', values };
const paying = { marbles: '-p-f|', values };
const failing = { marbles: '-a-#', values, error: apiError(500) };
const stop = (conversation: Conversation): void => {
  conversation.stop();
};

/** Wraps a command, and records what its handle emits: the text of each chunk and of the completion, the names of errors, `complete`. */
function recordHandle(seen: string[], command: (conversation: Conversation) => RunHandle) {
  return (conversation: Conversation): RunHandle => {
    const handle = command(conversation);
    record(seen, 'chunk', handle.chunks, ({ choices }) => choices?.[0]?.delta?.content);
    record(seen, 'completion', handle.completion, ({ choices }) => choices[0]?.message.content);
    return handle;
  };
}

function record<T>(
  seen: string[],
  name: string,
  values$: Observable<T>,
  toText: (value: T) => unknown,
): void {
  values$.subscribe({
    next: (value) => {
      const text = toText(value);
      seen.push(`${name} ${typeof text === 'string' ? text : '-'}`);
    },
    error: (error: unknown) => seen.push(`${name} ${error instanceof Error ? error.name : ''}`),
    complete: () => seen.push(`${name} complete`),
  });
}

describe('the handle of a command', () => {
  it('emits the chunks of the run, and then its answer', () => {
    const seen: string[] = [];
    playConversation([hello], { 0: recordHandle(seen, sends('Hi')) });

    expect(seen).toEqual([
      'chunk Hel',
      'chunk lo',
      'chunk -',
      'chunk complete',
      'completion Hello',
      'completion complete',
    ]);
  });

  it('emits the chunks of all steps, and the last answer', () => {
    const seen: string[] = [];
    const pay = tool({ name: 'pay', description: 'Pays.', execute: () => 'paid' });
    playConversation([paying, hello], { 0: recordHandle(seen, sends('Pay')) }, { tools: [pay] });

    expect(seen.filter((line) => line.startsWith('completion'))).toEqual([
      'completion Hello',
      'completion complete',
    ]);
    expect(seen.filter((line) => line.startsWith('chunk'))).toHaveLength(6);
  });

  it('fails with the error of the run', () => {
    const seen: string[] = [];
    playConversation([failing], { 0: recordHandle(seen, sends('Hi')) });

    expect(seen).toEqual(['chunk Hel', 'chunk InternalServerError', 'completion InternalServerError']);
  });

  it.each<[string, Actions]>([
    ['it is stopped', { 2: stop }],
    [
      'the conversation is closed',
      {
        2: (conversation) => {
          conversation.close();
        },
      },
    ],
    [
      'its question is removed',
      {
        2: (conversation) => {
          conversation.remove(idAt(conversation, 0));
        },
      },
    ],
  ])('completes without an answer when %s', (_, actions) => {
    const seen: string[] = [];
    playConversation([hello], { 0: recordHandle(seen, sends('Hi')), ...actions });

    expect(seen).toEqual(['chunk Hel', 'chunk complete', 'completion complete']);
  });

  it.each<[string, Actions]>([
    ['it is cancelled', { 1: (conversation) => conversation.cancelQueued('b') }],
    [
      'the queue is cleared',
      {
        1: (conversation) => {
          conversation.clearQueue();
        },
      },
    ],
    [
      'the conversation is closed',
      {
        1: (conversation) => {
          conversation.close();
        },
      },
    ],
  ])('of a queued command completes when %s', (_, actions) => {
    const seen: string[] = [];
    const second = recordHandle(seen, (conversation) => conversation.send('2', { id: 'b' }));
    playConversation([hello], { 0: sends('1'), 0.5: second, ...actions });

    expect(seen).toEqual(['chunk complete', 'completion complete']);
  });

  it('of a dropped command is completed and not accepted', () => {
    const seen: string[] = [];
    const { returned } = playConversation([hello], {
      0: sends('1'),
      1: recordHandle(seen, (conversation) => conversation.send('2', { whileRunning: 'exhaust' })),
    });

    expect(returned).toEqual([true, false]);
    expect(seen).toEqual(['chunk complete', 'completion complete']);
  });

  it.each([
    ['regenerate', (conversation: Conversation) => conversation.regenerate()],
    ['edit', (conversation: Conversation) => conversation.edit(idAt(conversation, 0), 'Hello')],
  ] as const)('is also returned by %s', (_, command) => {
    const seen: string[] = [];
    playConversation([hello, hello], { 0: sends('Hi'), 9: recordHandle(seen, command) });

    expect(seen.slice(-2)).toEqual(['completion Hello', 'completion complete']);
  });

  it('emits the answer to late subscribers, and has the id of the entry', () => {
    const conversation = new Conversation(() => of(chunk('Yes.'), finish()), {
      request: { model: 'default' },
    });
    const { id, completion, isAccepted } = conversation.send('Hi');
    const seen: string[] = [];
    record(seen, 'completion', completion, ({ choices }) => choices[0]?.message.content);

    expect(seen).toEqual(['completion Yes.', 'completion complete']);
    expect([isAccepted, id]).toEqual([true, idAt(conversation, 0)]);
  });

  it('does not stop the run when it is unsubscribed', () => {
    const { log } = playConversation([hello], {
      0: (conversation) => {
        conversation.send('Hi').chunks.subscribe().unsubscribe();
      },
    });

    expect(log.at(-1)).toBe('4 idle: Hi <Hello>');
  });

  it('has types', () => {
    expectTypeOf<RunHandle['chunks']>().toEqualTypeOf<Observable<ChatCompletionChunk>>();
    expectTypeOf<RunHandle['completion']>().toEqualTypeOf<Observable<ChatCompletion>>();
    const conversation = new Conversation<{ readonly tag: string }>(() => EMPTY, { request: { model: 'm' } });
    expectTypeOf(conversation.currentState.entries[0]?.metadata).toEqualTypeOf<
      { readonly tag: string } | undefined
    >();
    // @ts-expect-error The conversation has another type of metadata.
    conversation.send('Hi', { metadata: 5 });
  });
});

describe('send with an id', () => {
  const sendA = (conversation: Conversation): RunHandle => conversation.send('Hi', { id: 'a' });

  it('sends the message once, and returns the same handle while it is queued or running', () => {
    const handles: RunHandle[] = [];
    const keep = (conversation: Conversation): number => handles.push(sendA(conversation));
    const { transport, conversation } = playConversation([hello, hello], {
      0: sends('First'),
      1: keep,
      2: keep,
      5: keep,
      20: keep,
    });

    expect(summarizeRequests(transport)).toEqual(['First', 'First <Hello> Hi']);
    expect(handles.map(({ isAccepted }) => isAccepted)).toEqual([true, true, true, true]);
    expect(handles[1]).toBe(handles[0]);
    expect(handles[2]).toBe(handles[0]);
    expect(conversation.currentState.entries.filter(({ id }) => id === 'a')).toHaveLength(1);
  });

  it('sends the message once, also after a reload', () => {
    const before = playConversation([failing], { 0: sendA, 1: (it) => it.send('2', { id: 'b' }) });
    const from = jsonCopy(before.conversation.export());
    const { transport, returned, states } = playConversation(
      [],
      { 0: sendA, 1: (it) => it.send('2', { id: 'b' }), 2: (it) => it.edit('a', 'Hello', { id: 'b' }) },
      { from },
    );

    expect(summarizeRequests(transport)).toEqual([]);
    expect(returned).toEqual([true, true, true]);
    expect(states).toHaveLength(1);
  });

  it.each<[object, string]>([
    [{ id: '' }, '`id` must be a string that is not empty; received a string'],
    [{ id: 5 }, '`id` must be a string that is not empty; received 5'],
    [{ whileRunning: 'merge' }, "`whileRunning` must be 'concat' or 'switch' or 'exhaust'; received 'merge'"],
    [{ metadata: 5n }, '`metadata` must be a value that can be saved as JSON; received a bigint'],
  ])('rejects the options %p', (options, message) => {
    const conversation = new Conversation(() => EMPTY, { request: { model: 'default' } });

    expect(() => conversation.send('Hi', options)).toThrow(new TypeError(message));
  });
});

describe('whileRunning of a command', () => {
  it.each([
    ['switch', ['1', '1 2']],
    ['concat', ['1', '1 <Hello> 2']],
    ['exhaust', ['1']],
  ] as const)('%s overrides the option of the conversation', (whileRunning, expected) => {
    const { transport } = playConversation([hello, hello].slice(0, expected.length), {
      0: sends('1'),
      0.5: (conversation) => conversation.send('2', { whileRunning }),
    });

    expect(summarizeRequests(transport)).toEqual(expected);
  });
});
