import { expectTypeOf } from 'expect-type';
import {
  EMPTY,
  NEVER,
  type Observable,
  Subject,
  asyncScheduler,
  concat,
  delay,
  filter,
  map,
  mergeMap,
  of,
  range,
  retry,
  take,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import {
  type ApprovalRequest,
  type ChatMessage,
  LimitExceededError,
  ToolError,
  type ToolRunEvent,
  type ToolRunOptions,
  TruncatedStreamError,
  UnfinishedAnswerError,
  VeniceClient,
  contentDeltas,
  runTools,
  tool,
} from 'venice-rx';
import { chunk, finish, inVirtualTime, toolCall, usage } from 'venice-rx/testing';
import { z } from 'zod';
import { deltaChunk } from '../support/chunks.js';
import { calls, chatOf, outcomeOf, request, says } from './chats.js';

const time = tool({ name: 'time', description: 'The time of day.', execute: () => 'noon' });
const weather = tool({
  name: 'weather',
  description: 'The weather in a city.',
  parameters: z.object({ city: z.string(), unit: z.enum(['C', 'F']).default('C') }),
  execute: ({ city, unit }) => ({ city, degrees: 12, unit }),
});

/** A tool of that name that does this. */
function doing(execute: () => unknown, config: { timeout?: number } = {}) {
  return tool({ name: 'work', description: 'Works.', execute, ...config });
}

/** The outcome of a run in which the model calls `work` once. */
function working(execute: () => unknown, options: Partial<ToolRunOptions> = {}) {
  return outcomeOf(
    runTools(chatOf(calls(['work']), says('Done.')).chat, request, { tools: [doing(execute)], ...options }),
  );
}

describe('asking', () => {
  it('passes an answer without calls: chunks, the step and the completion', () => {
    const { chat, requests } = chatOf(says('Hello'));
    const { events, isComplete } = outcomeOf(runTools(chat, request, { tools: [time] }));

    expect(events.map(({ type }) => type)).toEqual(['chunk', 'chunk', 'step', 'completion']);
    expect(isComplete).toBe(true);
    expect(requests).toEqual([{ ...request, tools: [time.definition], stream: true }]);
  });

  it('sends no tools where there are none', () => {
    const { chat, requests } = chatOf(says('Hello'));
    outcomeOf(runTools(chat, request, { tools: [] }));

    expect(requests).toEqual([{ ...request, stream: true }]);
  });

  it('takes the chat completions of a client', () => {
    const client = new VeniceClient({ baseURL: 'http://test', transport: () => NEVER });

    expectTypeOf(runTools(client.chat.completions, request, { tools: [time] })).toEqualTypeOf<
      Observable<ToolRunEvent>
    >();
    // @ts-expect-error: the run asks for one answer at a time
    void runTools(client.chat.completions, { ...request, n: 2 }, { tools: [time] });
  });

  it.each(['required', { type: 'function', function: { name: 'time' } }] as const)(
    'demands a call in the first step only: %j',
    (tool_choice) => {
      const { chat, requests } = chatOf(calls(['time']), says('Noon.'));
      outcomeOf(runTools(chat, { ...request, tool_choice, temperature: 0 }, { tools: [time] }));

      expect(requests.map((asked) => asked.tool_choice)).toEqual([tool_choice, undefined]);
      expect(requests.map(({ temperature }) => temperature)).toEqual([0, 0]);
    },
  );

  it('asks nothing before somebody subscribes, and anew for each subscriber', () => {
    const { chat, requests } = chatOf(says('One'), calls(['time']), says('Two'));
    const run = runTools(chat, request, { tools: [time] });

    expect(requests).toHaveLength(0);
    expect(outcomeOf(run).events.at(-1)).toMatchObject({ type: 'completion', step: 1 });
    expect(outcomeOf(run).events.at(-1)).toMatchObject({
      type: 'completion',
      step: 2,
      messages: { length: 4 },
    });
  });

  it('gives the chunks of all steps as one stream', () => {
    const { chat } = chatOf([chunk('Let me see. '), ...calls(['time'])], says('Noon.'));
    const texts: string[] = [];
    runTools(chat, request, { tools: [time] })
      .pipe(
        filter((event) => event.type === 'chunk'),
        map((event) => event.chunk),
        contentDeltas(),
      )
      .subscribe((text) => texts.push(text));

    expect(texts).toEqual(['Let me see. ', 'Noon.']);
  });

  it('adds up what the server tells of usage and cost', () => {
    const { chat } = chatOf(
      [...calls(['time']), usage({ prompt: 10, completion: 5, usd: 0.5 })],
      calls(['time']),
      [...says('Noon.'), usage({ prompt: 20, completion: 1, usd: 0.25 })],
    );
    const { events } = outcomeOf(runTools(chat, request, { tools: [time] }));
    const steps = events.filter((event) => event.type === 'step');

    expect(steps.map((event) => event.usage?.total_tokens)).toEqual([15, 15, 36]);
    expect(steps.map((event) => event.cost?.usd)).toEqual([0.5, 0.5, 0.75]);
  });

  it('stops where the steps run out, without running the last calls', () => {
    let runs = 0;
    const { events, error } = working(() => (runs += 1), { maxSteps: 1 });

    expect(error).toBeInstanceOf(LimitExceededError);
    expect(error).toMatchObject({
      what: 'steps',
      limit: 1,
      partial: { choices: [{ finish_reason: 'tool_calls' }] },
    });
    expect(events.at(-1)).toMatchObject({ type: 'step', messages: { length: 2 } });
    expect(runs).toBe(0);
  });

  it('allows ten steps unless it is told otherwise', () => {
    const endless = () => of(...calls(['time']));
    const limits = [undefined, 3].map((maxSteps) => {
      const { error } = outcomeOf(
        runTools(endless, request, { tools: [time], ...(maxSteps && { maxSteps }) }),
      );
      return (error as LimitExceededError).limit;
    });

    expect(limits).toEqual([10, 3]);
  });

  it('stays flat over thousands of steps', () => {
    let asked = 0;
    const chat = () => of(...((asked += 1) < 2000 ? calls(['time']) : says('Noon.')));

    expect(outcomeOf(runTools(chat, request, { tools: [time], maxSteps: 2000 })).isComplete).toBe(true);
  });
});

describe('an answer', () => {
  const reasoned = {
    reasoning_content: 'Hm.',
    reasoning_details: [{ type: 'reasoning.encrypted', data: 'x', index: 0 }],
    thought_signature: 'signed',
  };

  it('goes back as it came', () => {
    const called = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: 'time', arguments: '{ }' },
      thought_signature: 'of the call',
    };
    const { chat, requests } = chatOf(
      [
        deltaChunk({ role: 'assistant', content: 'Let me see.', ...reasoned, tool_calls: [called] }),
        finish('tool_calls'),
      ],
      says('Noon.'),
    );
    const { events } = outcomeOf(runTools(chat, request, { tools: [time] }));
    const step = events.find((event) => event.type === 'step');
    const { index, ...call } = called;

    expect(requests[1]?.messages[1]).toBe(step?.completion.choices[0]?.message);
    expect(requests[1]?.messages[1]).toEqual({
      role: 'assistant',
      content: 'Let me see.',
      ...reasoned,
      tool_calls: [call],
    });
  });

  it.each(['length', 'content_filter'])('that was cut by %s runs no call', (reason) => {
    let runs = 0;
    const { chat } = chatOf([toolCall({ name: 'work' }), finish(reason)]);
    const { error } = outcomeOf(runTools(chat, request, { tools: [doing(() => (runs += 1))] }));

    expect(error).toBeInstanceOf(UnfinishedAnswerError);
    expect(runs).toBe(0);
  });

  it('that breaks off runs no call, and leaves what had come with the error', () => {
    let runs = 0;
    const cut = new TruncatedStreamError({ message: 'cut' });
    const { chat } = chatOf(
      concat(
        of(toolCall({ name: 'work' })),
        throwError(() => cut),
      ),
    );
    const { error } = outcomeOf(runTools(chat, request, { tools: [doing(() => (runs += 1))] }));

    expect(error).toMatchObject({
      name: 'TruncatedStreamError',
      partial: { choices: [{ message: { tool_calls: [{ function: { name: 'work' } }] } }] },
    });
    expect(runs).toBe(0);
  });

  it('that was stopped before its finish runs no call', () => {
    let runs = 0;
    const { chat } = chatOf(of(...calls(['work'], ['work'])).pipe(take(1)));
    const { error } = outcomeOf(runTools(chat, request, { tools: [doing(() => (runs += 1))] }));

    expect(error).toBeInstanceOf(TruncatedStreamError);
    expect(runs).toBe(0);
  });

  it('that never comes is an error, and not asked for again and again', () => {
    const { error } = outcomeOf(runTools(() => EMPTY, request, { tools: [time] }));

    expect(error).toBeInstanceOf(TruncatedStreamError);
  });

  it('that only brings what Venice has found in the web is the last one', () => {
    const found = toolCall({ id: 'web_search_call', name: 'web_search', arguments: { documents: [] } });
    const web = tool({ name: 'web_search', description: 'Mine.', execute: () => 'never' });
    const { events } = outcomeOf(
      runTools(chatOf([found, ...says('Found.')]).chat, request, { tools: [web] }),
    );

    expect(events.map(({ type }) => type)).toEqual(['chunk', 'chunk', 'chunk', 'step', 'completion']);
    expect(events.at(-1)).toMatchObject({
      messages: { 2: { role: 'tool', tool_call_id: 'web_search_call' } },
    });
  });

  it('with a call beside those of Venice runs only the call', () => {
    const found = toolCall({ index: 0, id: 'web_search_call', name: 'web_search' });
    const called = toolCall({ index: 1, id: 'a', name: 'time' });
    const { chat, requests } = chatOf([found, called, finish('tool_calls')], says('Noon.'));
    const { results } = outcomeOf(runTools(chat, request, { tools: [time] }));

    expect(results).toEqual(['noon']);
    expect(requests[1]?.messages.slice(2)).toMatchObject([
      { tool_call_id: 'web_search_call' },
      { tool_call_id: 'a' },
    ]);
  });

  it('whose calls have no ids, or the same, gets one for each', () => {
    const called = (index: number, id: string) =>
      deltaChunk({ tool_calls: [{ index, id, function: { name: 'time', arguments: '{}' } }] });
    const { chat, requests } = chatOf(
      [called(0, ''), called(1, 'a'), called(2, 'a'), finish('tool_calls')],
      says('Noon.'),
    );
    const { results } = outcomeOf(runTools(chat, request, { tools: [time] }));
    const ids = requests[1]?.messages
      .slice(2)
      .map((message) => (message.role === 'tool' ? message.tool_call_id : ''));

    expect(results).toHaveLength(3);
    expect(ids).toEqual(['call_1', 'a', 'call_3']);
  });
});

describe('a call', () => {
  it('gets arguments as the schema made them', () => {
    const { chat } = chatOf(calls(['weather', { city: 'Oslo' }]), says('Mild.'));
    const { results } = outcomeOf(runTools(chat, request, { tools: [weather] }));

    expect(results).toEqual(['{"city":"Oslo","degrees":12,"unit":"C"}']);
  });

  it.each([
    ['no JSON', '{"city":"Os', 'Error: the arguments are not a JSON object.'],
    ['no object', '"Oslo"', 'Error: the arguments are not a JSON object.'],
    ['not what the schema says', '{"city":5}', /^Error: the arguments do not fit: city: .*string/],
  ])('whose arguments are %s is told to the model, and does not run', (_, args, told) => {
    const { chat, requests } = chatOf(calls(['weather', args]), says('Sorry.'));
    const { events, results } = outcomeOf(
      runTools(chat, request, { tools: [weather], onToolError: 'fail', approve: () => NEVER }),
    );

    expect(results[0]).toMatch(told);
    expect(events.find((event) => event.type === 'tool-result')?.error).toMatchObject({
      name: 'ToolError',
      reason: 'arguments',
      toolName: 'weather',
      callId: 'call_1',
    });
    expect(requests).toHaveLength(2);
  });

  it('with a plain JSON Schema gets the object that the model wrote', () => {
    const given: unknown[] = [];
    const plain = tool({
      name: 'plain',
      description: 'Takes what comes.',
      parameters: { type: 'object', properties: { city: { type: 'string' } } },
      execute: (args) => given.push(args),
    });
    outcomeOf(runTools(chatOf(calls(['plain', { city: 5 }]), says('.')).chat, request, { tools: [plain] }));

    expect(given).toEqual([{ city: 5 }]);
  });

  it('of an unknown tool is answered to the model', () => {
    const { chat } = chatOf(calls(['tyme']), says('Sorry.'));
    const { results, events } = outcomeOf(
      runTools(chat, request, { tools: [time, weather], onToolError: 'fail' }),
    );

    expect(results).toEqual(['Error: there is no tool of this name. There are: time, weather.']);
    expect(events.find((event) => event.type === 'tool-result')?.error?.reason).toBe('unknown');
  });

  it('tells the tool what it needs to know', () => {
    const seen: unknown[] = [];
    const curious = tool({
      name: 'curious',
      description: 'Looks around.',
      execute: (_, { call, step, messages, signal }) => {
        seen.push(
          call.id,
          step,
          messages.map(({ role }) => role),
          signal.aborted,
        );
      },
    });
    outcomeOf(runTools(chatOf(calls(['curious']), says('.')).chat, request, { tools: [curious] }));

    expect(seen).toEqual(['call_1', 1, ['user', 'assistant'], false]);
  });
});

describe('a result', () => {
  it.each([
    ['a text', () => 'noon', 'noon'],
    ['an empty text', () => '', ''],
    ['an object', () => ({ a: [1] }), '{"a":[1]}'],
    ['a list', () => ['a', 'b'], '["a","b"]'],
    ['nothing', () => undefined, 'null'],
    ['an Observable of one value', () => of(5), '5'],
    ['the last value of an Observable', () => of(1, 2, { three: 3 }), '{"three":3}'],
    ['an Observable of nothing', () => EMPTY, 'null'],
  ])('may be %s', (_, execute, told) => {
    expect(working(execute).results).toEqual([told]);
  });

  it('may be a Promise', async () => {
    const { chat } = chatOf(calls(['work']), says('Done.'));
    const events: ToolRunEvent[] = [];
    await runTools(chat, request, { tools: [doing(() => Promise.resolve({ a: 1 }))] }).forEach((event) =>
      events.push(event),
    );

    expect(events.map(({ type }) => type)).not.toContain('tool-progress');
    expect(events.find((event) => event.type === 'tool-result')).toMatchObject({
      result: { a: 1 },
      message: { content: '{"a":1}' },
    });
  });

  it('of an Observable is what it emitted last, and each of its values is told when it comes', () => {
    inVirtualTime(({ expectObservable }) => {
      const work = doing(() => timer(1, 2).pipe(take(3)));
      const { chat } = chatOf(calls(['work']), says('Done.'));
      const result = runTools(chat, request, { tools: [work] }).pipe(
        filter((event) => event.type === 'tool-progress' || event.type === 'tool-result'),
        map((event) => (event.type === 'tool-progress' ? event.value : event.result)),
      );

      expectObservable(result).toBe('-a-b-(cc|)', { a: 0, b: 1, c: 2 });
    });
  });

  it.each([
    ['a circle', () => circle()],
    ['a big number', () => 5n],
    ['a function', () => () => 5],
  ])('that is %s cannot be told', (_, execute) => {
    const { results, events } = working(execute);

    expect(results).toEqual(['Error: the result could not be written down.']);
    expect(events.find((event) => event.type === 'tool-result')?.error).toMatchObject({ reason: 'result' });
    expect(working(execute, { onToolError: 'fail' }).error).toMatchObject({ reason: 'result' });
  });

  it('comes when it is there, and goes back in the order of the calls', () => {
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
    const { chat, requests } = chatOf(calls(['slow'], ['quick']), says('Done.'));
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

function circle(): object {
  const round: Record<string, unknown> = {};
  round['round'] = round;
  return round;
}

describe('a tool that fails', () => {
  const broken = new Error('no route to the weather');

  it.each([
    ['throws', () => thrown(broken)],
    [
      'gives an Observable that fails',
      () =>
        concat(
          of('asked'),
          throwError(() => broken),
        ),
    ],
  ])('and %s is told to the model by its message', (_, execute) => {
    const { results, events, isComplete } = working(execute);

    expect(results).toEqual(['Error: no route to the weather']);
    expect(events.find((event) => event.type === 'tool-result')?.error).toMatchObject({
      reason: 'failed',
      cause: broken,
    });
    expect(isComplete).toBe(true);
  });

  it('fails the run where that is asked for, and cancels the others', () => {
    const other = new Subject();
    const slow = tool({ name: 'slow', description: 'Slow.', execute: () => other });
    const { chat } = chatOf(calls(['slow'], ['work']));
    const { error } = outcomeOf(
      runTools(chat, request, { tools: [slow, doing(() => thrown(broken))], onToolError: 'fail' }),
    );

    expect(error).toBeInstanceOf(ToolError);
    expect(error).toMatchObject({ reason: 'failed', cause: broken, toolName: 'work', callId: 'call_2' });
    expect((error as Error).message).not.toMatch(/weather|work/);
    expect(other.observed).toBe(false);
  });

  it('of an inner run is a failure of the tool around it', () => {
    const inner = doing(() => thrown(broken));
    const outer = tool({
      name: 'outer',
      description: 'Runs a run.',
      execute: () => runTools(chatOf(calls(['work'])).chat, request, { tools: [inner], onToolError: 'fail' }),
    });
    const { error } = outcomeOf(
      runTools(chatOf(calls(['outer'])).chat, request, { tools: [outer], onToolError: 'fail' }),
    );

    expect(error).toMatchObject({ toolName: 'outer', cause: { toolName: 'work', cause: broken } });
  });

  it('or takes too long is cancelled, with its signal', () => {
    let signal: AbortSignal | undefined;
    const slow = tool({
      name: 'work',
      description: 'Never ends.',
      timeout: 100,
      execute: (_, context) => ((signal = context.signal), NEVER),
    });
    const told: unknown[] = [];
    inVirtualTime(() => {
      runTools(chatOf(calls(['work']), says('Sorry.')).chat, request, { tools: [slow] }).subscribe(
        (event) => {
          if (event.type === 'tool-result')
            told.push(asyncScheduler.now(), event.message.content, event.error?.reason);
        },
      );
    });

    expect(told).toEqual([100, 'Error: the tool took too long, and was cancelled.', 'timeout']);
    expect(signal?.aborted).toBe(true);
  });

  it('is tried again by the operator that it is given, each try with a signal and a time of its own', () => {
    const signals: AbortSignal[] = [];
    const flaky = tool({
      name: 'work',
      description: 'Works at the third try.',
      timeout: 10,
      retry: retry({ count: 2, delay: 5 }),
      execute: (_, { signal }) => {
        signals.push(signal);
        return [NEVER, throwError(() => broken), of('done').pipe(delay(1))][signals.length - 1];
      },
    });
    const told: unknown[] = [];
    inVirtualTime(() => {
      runTools(chatOf(calls(['work']), says('Done.')).chat, request, { tools: [flaky] }).subscribe(
        (event) => {
          if (event.type === 'tool-result') told.push(asyncScheduler.now(), event.result);
        },
      );
    });

    expect(told).toEqual([10 + 5 + 5 + 1, 'done']);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, false]);
  });
});

function thrown(error: Error): never {
  throw error;
}

describe('several calls', () => {
  function log(concurrency: number, approve?: ToolRunOptions['approve']): readonly string[] {
    const lines: string[] = [];
    const work = tool({
      name: 'work',
      description: 'Works for ten milliseconds.',
      execute: (_, { call }) => {
        lines.push(`${asyncScheduler.now()} ${call.id}`);
        return timer(10);
      },
    });
    inVirtualTime(() => {
      const { chat } = chatOf(calls(['work'], ['work'], ['work']), says('Done.'));
      runTools(chat, request, { tools: [work], concurrency, ...(approve && { approve }) }).subscribe();
    });
    return lines;
  }

  it('run at once, or as many as are allowed', () => {
    expect(log(Infinity)).toEqual(['0 call_1', '0 call_2', '0 call_3']);
    expect(log(2)).toEqual(['0 call_1', '0 call_2', '10 call_3']);
    expect(log(1)).toEqual(['0 call_1', '10 call_2', '20 call_3']);
  });

  it('are not held up by one that waits for its approval', () => {
    const approve = ({ call }: ApprovalRequest) => (call.id === 'call_1' ? of(true).pipe(delay(50)) : true);

    expect(log(1, approve)).toEqual(['0 call_2', '10 call_3', '50 call_1']);
  });

  it('are told before the first of them runs', () => {
    const { chat } = chatOf(calls(['time'], ['time']), says('Noon.'));
    const { events } = outcomeOf(runTools(chat, request, { tools: [time] }));

    expect(events.map(({ type }) => type).slice(3, 8)).toEqual([
      'step',
      'tool-call',
      'tool-call',
      'tool-result',
      'tool-result',
    ]);
  });
});

describe('approve', () => {
  it.each([
    ['true', true, 'done'],
    ['a true that comes', of(true, false), 'done'],
    ['false', false, 'Refused: this call may not be run.'],
    ['a text', 'Ask tomorrow.', 'Refused: Ask tomorrow.'],
    ['no answer', EMPTY, 'Refused: this call may not be run.'],
    ['an error', throwError(() => new Error('no gate')), 'Error: no gate'],
  ])('decides: %s', (_, answer, told) => {
    const { results } = working(() => 'done', { approve: () => answer });

    expect(results).toEqual([told]);
  });

  it('is asked once for each call that could run, with its arguments', () => {
    const asked: ApprovalRequest[] = [];
    const { chat } = chatOf(calls(['weather', { city: 'Oslo' }], ['weather', '{'], ['nothing']), says('.'));
    outcomeOf(runTools(chat, request, { tools: [weather], approve: (one) => asked.push(one) > 0 }));

    expect(asked).toMatchObject([
      { name: 'weather', args: { city: 'Oslo', unit: 'C' }, call: { id: 'call_1' }, step: 1 },
    ]);
    expect(asked).toHaveLength(1);
  });

  it('lets go of its source when it has decided', () => {
    const answers = new Subject<boolean>();
    const { chat } = chatOf(calls(['work']), says('Done.'));
    const subscription = runTools(chat, request, {
      tools: [doing(() => NEVER)],
      approve: () => answers,
    }).subscribe();

    expect(answers.observed).toBe(true);
    answers.next(true);
    expect(answers.observed).toBe(false);
    subscription.unsubscribe();
  });

  it('refuses also where tools that fail end the run', () => {
    expect(working(() => 'done', { approve: () => false, onToolError: 'fail' }).isComplete).toBe(true);
  });
});

describe('a run that is left', () => {
  it.each(['chunk', 'step', 'tool-call', 'tool-progress', 'tool-result'] as const)(
    'at its first %s goes no further',
    (type) => {
      let asked = 0;
      let runs = 0;
      const chat = () => of(...calls(['work'], ['work'])).pipe(tap({ subscribe: () => (asked += 1) }));
      const work = doing(() => of((runs += 1)));
      const events: ToolRunEvent[] = [];
      runTools(chat, request, { tools: [work] })
        .pipe(
          filter((event) => event.type === type),
          take(1),
        )
        .subscribe((event) => events.push(event));

      expect(events).toHaveLength(1);
      expect(asked).toBe(1);
      expect(runs).toBe(['tool-progress', 'tool-result'].includes(type) ? 1 : 0);
    },
  );

  it('stops a synchronous source', () => {
    let produced = 0;
    const source = range(0, 1000).pipe(map(() => ((produced += 1), chunk('a'))));
    runTools(() => source, request, { tools: [] })
      .pipe(take(3))
      .subscribe();

    expect(produced).toBe(3);
  });

  it('puts no listener of its own on the signal of a tool', () => {
    const added: string[] = [];
    const removed: string[] = [];
    const watching = tool({
      name: 'work',
      description: 'Listens.',
      execute: (_, { signal }) => {
        const add = signal.addEventListener.bind(signal);
        const remove = signal.removeEventListener.bind(signal);
        signal.addEventListener = (name: string, listener: EventListener) => (
          added.push(name),
          add(name, listener)
        );
        signal.removeEventListener = (name: string, listener: EventListener) => (
          removed.push(name),
          remove(name, listener)
        );
        return NEVER;
      },
    });
    runTools(chatOf(calls(['work'])).chat, request, { tools: [watching] })
      .subscribe()
      .unsubscribe();

    expect(added).toEqual(removed);
  });

  it('says nothing of a Promise that fails afterwards', async () => {
    let fail: (error: Error) => void = () => undefined;
    const promise = new Promise((_, reject) => (fail = reject));
    const errors: unknown[] = [];
    runTools(chatOf(calls(['work'])).chat, request, { tools: [doing(() => promise)], onToolError: 'fail' })
      .subscribe({ error: (error: unknown) => errors.push(error) })
      .unsubscribe();
    fail(new Error('late'));
    await promise.catch(() => undefined);

    expect(errors).toEqual([]);
  });

  it('cancels what it waits for, also by takeUntil', () => {
    inVirtualTime(({ cold, expectSubscriptions, expectObservable }) => {
      const work = cold('----|');
      const { chat } = chatOf(of(...calls(['work'])).pipe(delay(2)));
      const result = runTools(chat, request, { tools: [doing(() => work)] }).pipe(
        mergeMap(() => EMPTY),
        takeUntil(timer(4)),
      );

      expectObservable(result).toBe('----|');
      expectSubscriptions(work.subscriptions).toBe('--^-!');
    });
  });
});

describe('options', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['tools: give a list of what tool() makes', { tools: undefined }],
    ['tools[1]: give what tool() makes', { tools: [time, { name: 'time' }] }],
    ['tools[1]: another tool has the name time already', { tools: [time, time] }],
    ['maxSteps: give a whole number, 1 or more', { maxSteps: 0 }],
    ['concurrency: give a whole number, 1 or more', { concurrency: 1.5 }],
    ['approve: give a function', { approve: true }],
    ['onToolError: give `tell-model` or `fail`', { onToolError: 'throw' }],
    ['retry: give an operator, such as retryOnApiError()', { retry: 2 }],
  ];

  it.each(wrong)('%s', (message, options) => {
    const given = { tools: [time], ...options } as ToolRunOptions;

    expect(() => runTools(() => EMPTY, request, given)).toThrow(new TypeError(message));
  });
});
