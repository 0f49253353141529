import {
  EMPTY,
  NEVER,
  Subject,
  asyncScheduler,
  concat,
  delay,
  filter,
  map,
  of,
  retry,
  take,
  throwError,
  timer,
} from 'rxjs';
import {
  type ChatMessage,
  ToolError,
  type ToolRunEvent,
  type ToolRunOptions,
  runTools,
  tool,
} from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';
import { answerWithCalls, createChat, getOutcome, request, answerWithText } from './chats.js';

/** The tool `work` with this `execute`. */
function createTool(execute: () => unknown, config: { timeout?: number } = {}) {
  return tool({ name: 'work', description: 'Works.', execute, ...config });
}

/** The outcome of a run in which the model calls `work` once. */
function runOneCall(execute: () => unknown, options: Partial<ToolRunOptions> = {}) {
  return getOutcome(
    runTools(createChat(answerWithCalls(['work']), answerWithText('Done.')).chat, request, {
      tools: [createTool(execute)],
      ...options,
    }),
  );
}

describe('a result', () => {
  it.each([
    ['a string', () => 'noon', 'noon'],
    ['an empty string', () => '', ''],
    ['an object', () => ({ a: [1] }), '{"a":[1]}'],
    ['an array', () => ['a', 'b'], '["a","b"]'],
    ['nothing', () => undefined, 'null'],
    ['an Observable of one value', () => of(5), '5'],
    ['the last value of an Observable', () => of(1, 2, { three: 3 }), '{"three":3}'],
    ['an empty Observable', () => EMPTY, 'null'],
  ])('may be %s', (_, execute, content) => {
    expect(runOneCall(execute).results).toEqual([content]);
  });

  it.each([
    ['at the end of a string', () => '👑👑'.slice(0, 3), '👑\ufffd'],
    ['at the start of a string', () => '👑👑'.slice(1), '\ufffd👑'],
    ['in the message of an error', () => throwError(() => new Error('👑'.slice(0, 1))), 'Error: \ufffd'],
  ])('has U+FFFD in place of half a surrogate pair: %s', (_, execute, content) => {
    expect(runOneCall(execute).results).toEqual([content]);
  });

  it('may be a Promise', async () => {
    const { chat } = createChat(answerWithCalls(['work']), answerWithText('Done.'));
    const events: ToolRunEvent[] = [];
    await runTools(chat, request, { tools: [createTool(() => Promise.resolve({ a: 1 }))] }).forEach((event) =>
      events.push(event),
    );

    expect(events.map(({ type }) => type)).not.toContain('tool-progress');
    expect(events.find((event) => event.type === 'tool-result')).toMatchObject({
      result: { a: 1 },
      message: { content: '{"a":1}' },
    });
  });

  it('of an Observable is its last value, and each of its values is emitted as progress', () => {
    inVirtualTime(({ expectObservable }) => {
      const work = createTool(() => timer(1, 2).pipe(take(3)));
      const { chat } = createChat(answerWithCalls(['work']), answerWithText('Done.'));
      const result = runTools(chat, request, { tools: [work] }).pipe(
        filter((event) => event.type === 'tool-progress' || event.type === 'tool-result'),
        map((event) => (event.type === 'tool-progress' ? event.value : event.result)),
      );

      expectObservable(result).toBe('-a-b-(cc|)', { a: 0, b: 1, c: 2 });
    });
  });

  it.each([
    ['an Observable of an Observable', () => of(of(1))],
    ['a cyclic object', () => createCycle()],
    ['a BigInt', () => 5n],
    ['a function', () => () => 5],
  ])('that is %s is an error, since it has no JSON', (_, execute) => {
    const { results, events } = runOneCall(execute);

    expect(results).toEqual(['Error: the result could not be serialized.']);
    expect(events.find((event) => event.type === 'tool-result')?.error).toMatchObject({ reason: 'result' });
    expect(runOneCall(execute, { onToolError: 'fail' }).error).toMatchObject({ reason: 'result' });
  });

  it('is emitted when the tool ends, and sent back in the order of the calls', () => {
    const slow = tool({
      name: 'slow',
      description: 'Slow.',
      execute: () => timer(5).pipe(map(() => 'slow')),
    });
    const quick = tool({
      name: 'quick',
      description: 'Quick.',
      execute: () => timer(1).pipe(map(() => 'quick')),
    });
    const { chat, requests } = createChat(answerWithCalls(['slow'], ['quick']), answerWithText('Done.'));
    const results: string[] = [];
    const histories: (readonly ChatMessage[])[] = [];
    inVirtualTime(() => {
      runTools(chat, request, { tools: [slow, quick] }).subscribe((event) => {
        if (event.type !== 'tool-result') return;
        results.push(event.message.content);
        histories.push(event.messages);
      });
    });

    expect(results).toEqual(['quick', 'slow']);
    expect(histories.map((messages) => messages.slice(2).map(({ content }) => content))).toEqual([
      ['quick'],
      ['slow', 'quick'],
    ]);
    expect(requests[1]?.messages).toBe(histories[1]);
  });
});

function createCycle(): object {
  const self: Record<string, unknown> = {};
  self['self'] = self;
  return self;
}

describe('a tool that fails', () => {
  const failure = new Error('no route to the weather');

  it.each([
    ['a string', 'no route', 'Error: no route'],
    ['nothing', undefined, 'Error: undefined'],
    ['an object with a message', { message: 'no route' }, 'Error: no route'],
    ['an object without a message', { key: 'secret' }, 'Error: a tool failed'],
    ['an object without a prototype', Object.create(null), 'Error: a tool failed'],
    [
      'an object whose `message` throws',
      {
        get message() {
          return fail('no message');
        },
      },
      'Error: a tool failed',
    ],
    [
      'a function whose `toString` throws',
      Object.assign(() => 0, { toString: () => fail('no text') }),
      'Error: a tool failed',
    ],
  ])('with %s has an error for the model as its result, and does not end the run', (_, cause, content) => {
    const { results, isComplete } = runOneCall(() => fail(cause));

    expect(results).toEqual([content]);
    expect(isComplete).toBe(true);
  });

  it.each([
    ['throws', () => fail(failure)],
    [
      'returns an Observable that fails',
      () =>
        concat(
          of('asked'),
          throwError(() => failure),
        ),
    ],
  ])('because it %s has the message of the error as its result', (_, execute) => {
    const { results, events, isComplete } = runOneCall(execute);

    expect(results).toEqual(['Error: no route to the weather']);
    expect(events.find((event) => event.type === 'tool-result')?.error).toMatchObject({
      reason: 'failed',
      cause: failure,
    });
    expect(isComplete).toBe(true);
  });

  it('fails the run with `onToolError: "fail"`, and cancels the other tools', () => {
    const other = new Subject();
    const slow = tool({ name: 'slow', description: 'Slow.', execute: () => other });
    const { chat } = createChat(answerWithCalls(['slow'], ['work']));
    const { error } = getOutcome(
      runTools(chat, request, { tools: [slow, createTool(() => fail(failure))], onToolError: 'fail' }),
    );

    expect(error).toBeInstanceOf(ToolError);
    expect(error).toMatchObject({ reason: 'failed', cause: failure, toolName: 'work', callId: 'call_2' });
    expect((error as Error).message).not.toMatch(/weather|work/);
    expect(other.observed).toBe(false);
  });

  it('in an inner run fails the outer tool that started the inner run', () => {
    const inner = createTool(() => fail(failure));
    const outer = tool({
      name: 'outer',
      description: 'Starts an inner run.',
      execute: () =>
        runTools(createChat(answerWithCalls(['work'])).chat, request, {
          tools: [inner],
          onToolError: 'fail',
        }),
    });
    const { error } = getOutcome(
      runTools(createChat(answerWithCalls(['outer'])).chat, request, { tools: [outer], onToolError: 'fail' }),
    );

    expect(error).toMatchObject({ toolName: 'outer', cause: { toolName: 'work', cause: failure } });
  });

  it('because of its timeout is cancelled, and its signal is aborted', () => {
    let signal: AbortSignal | undefined;
    const slow = tool({
      name: 'work',
      description: 'Never ends.',
      timeout: 100,
      execute: (_, context) => ((signal = context.signal), NEVER),
    });
    const log: unknown[] = [];
    inVirtualTime(() => {
      runTools(createChat(answerWithCalls(['work']), answerWithText('Sorry.')).chat, request, {
        tools: [slow],
      }).subscribe((event) => {
        if (event.type === 'tool-result')
          log.push(asyncScheduler.now(), event.message.content, event.error?.reason);
      });
    });

    expect(log).toEqual([100, 'Error: the tool took too long, and was cancelled.', 'timeout']);
    expect(signal?.aborted).toBe(true);
  });

  it('is retried by its option `retry`, with a new signal and a new timeout for each attempt', () => {
    const signals: AbortSignal[] = [];
    const flaky = tool({
      name: 'work',
      description: 'Works at the third try.',
      timeout: 10,
      retry: retry({ count: 2, delay: 5 }),
      execute: (_, { signal }) => {
        signals.push(signal);
        return [NEVER, throwError(() => failure), of('done').pipe(delay(1))][signals.length - 1];
      },
    });
    const log: unknown[] = [];
    inVirtualTime(() => {
      runTools(createChat(answerWithCalls(['work']), answerWithText('Done.')).chat, request, {
        tools: [flaky],
      }).subscribe((event) => {
        if (event.type === 'tool-result') log.push(asyncScheduler.now(), event.result);
      });
    });

    // The timeout of the first attempt, two delays, and the third attempt; the second one fails at once.
    expect(log).toEqual([10 + 5 + 5 + 1, 'done']);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, false]);
  });
});

function fail(error: unknown): never {
  throw error;
}
