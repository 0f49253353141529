import { expectTypeOf } from 'expect-type';
import { EMPTY, NEVER, type Observable, filter, map, of } from 'rxjs';
import {
  LimitExceededError,
  type ToolRunEvent,
  type ToolRunOptions,
  VeniceClient,
  contentDeltas,
  runTools,
  tool,
} from 'venice-rx';
import { chunk, usage } from 'venice-rx/testing';
import { answerWithCalls, createChat, getOutcome, request, answerWithText } from './chats.js';

const time = tool({ name: 'time', description: 'The time of day.', execute: () => 'noon' });

/** The tool `work` with this `execute`. */
function createTool(execute: () => unknown, config: { timeout?: number } = {}) {
  return tool({ name: 'work', description: 'Works.', execute, ...config });
}

/** The outcome of a run in which the model calls the tool `work` once. */
function runOneCall(execute: () => unknown, options: Partial<ToolRunOptions> = {}) {
  return getOutcome(
    runTools(createChat(answerWithCalls(['work']), answerWithText('Done.')).chat, request, {
      tools: [createTool(execute)],
      ...options,
    }),
  );
}

describe('the requests of runTools', () => {
  it('are a single one if the answer has no calls; its chunks, step and completion are emitted', () => {
    const { chat, requests } = createChat(answerWithText('Hello'));
    const { events, isComplete } = getOutcome(runTools(chat, request, { tools: [time] }));

    expect(events.map(({ type }) => type)).toEqual(['chunk', 'chunk', 'step', 'completion']);
    expect(isComplete).toBe(true);
    expect(requests).toEqual([{ ...request, tools: [time.definition], stream: true }]);
  });

  it('have no `tools` if the option is empty', () => {
    const { chat, requests } = createChat(answerWithText('Hello'));
    getOutcome(runTools(chat, request, { tools: [] }));

    expect(requests).toEqual([{ ...request, stream: true }]);
  });

  it('can be sent by `client.chat.completions`', () => {
    const client = new VeniceClient({ baseURL: 'http://test', transport: () => NEVER });

    expectTypeOf(runTools(client.chat.completions, request, { tools: [time] })).toEqualTypeOf<
      Observable<ToolRunEvent>
    >();
    // @ts-expect-error: a run reads only one choice
    void runTools(client.chat.completions, { ...request, n: 2 }, { tools: [time] });
  });

  it.each(['required', { type: 'function', function: { name: 'time' } }] as const)(
    'have a `tool_choice` that requires a call in the first step only: %j',
    (tool_choice) => {
      const { chat, requests } = createChat(answerWithCalls(['time']), answerWithText('Noon.'));
      getOutcome(runTools(chat, { ...request, tool_choice, temperature: 0 }, { tools: [time] }));

      expect(requests.map((sent) => sent.tool_choice)).toEqual([tool_choice, undefined]);
      expect(requests.map(({ temperature }) => temperature)).toEqual([0, 0]);
    },
  );

  it('are sent for each subscriber, and not before', () => {
    const { chat, requests } = createChat(
      answerWithText('One'),
      answerWithCalls(['time']),
      answerWithText('Two'),
    );
    const run = runTools(chat, request, { tools: [time] });

    expect(requests).toHaveLength(0);
    expect(getOutcome(run).events.at(-1)).toMatchObject({ type: 'completion', step: 1 });
    expect(getOutcome(run).events.at(-1)).toMatchObject({
      type: 'completion',
      step: 2,
      messages: { length: 4 },
    });
  });

  it('have their chunks in one stream', () => {
    const { chat } = createChat(
      [chunk('Let me see. '), ...answerWithCalls(['time'])],
      answerWithText('Noon.'),
    );
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

  it('have their usage and cost added up', () => {
    const { chat } = createChat(
      [...answerWithCalls(['time']), usage({ prompt: 10, completion: 5, usd: 0.5 })],
      answerWithCalls(['time']),
      [...answerWithText('Noon.'), usage({ prompt: 20, completion: 1, usd: 0.25 })],
    );
    const { events } = getOutcome(runTools(chat, request, { tools: [time] }));
    const steps = events.filter((event) => event.type === 'step');

    expect(steps.map((event) => event.usage?.total_tokens)).toEqual([15, 15, 36]);
    expect(steps.map((event) => event.cost?.usd)).toEqual([0.5, 0.5, 0.75]);
  });

  it('end with a LimitExceededError after `maxSteps`, without running the last calls', () => {
    let runs = 0;
    const { events, error } = runOneCall(() => (runs += 1), { maxSteps: 1 });

    expect(error).toBeInstanceOf(LimitExceededError);
    expect(error).toMatchObject({
      kind: 'steps',
      limit: 1,
      partial: { choices: [{ finish_reason: 'tool_calls' }] },
    });
    expect(events.at(-1)).toMatchObject({ type: 'step', messages: { length: 2 } });
    expect(runs).toBe(0);
  });

  it('are limited to ten by default, or to `maxSteps`', () => {
    const endless = () => of(...answerWithCalls(['time']));
    const limits = [undefined, 3].map((maxSteps) => {
      const { error } = getOutcome(
        runTools(endless, request, { tools: [time], ...(maxSteps && { maxSteps }) }),
      );
      return (error as LimitExceededError).limit;
    });

    expect(limits).toEqual([10, 3]);
  });

  it('do not overflow the stack in thousands of synchronous steps', () => {
    let count = 0;
    const chat = () => of(...((count += 1) < 2000 ? answerWithCalls(['time']) : answerWithText('Noon.')));

    expect(getOutcome(runTools(chat, request, { tools: [time], maxSteps: 2000 })).isComplete).toBe(true);
  });
});

describe('runTools throws a TypeError for invalid options:', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['`tools` must be an array of results of tool(); received undefined', { tools: undefined }],
    ['`tools[1]` must be a result of tool(); received an object', { tools: [time, { name: 'time' }] }],
    ['`tools[1]` has the same name as another tool: time', { tools: [time, time] }],
    ['`maxSteps` must be a whole number of 1 or more; received 0', { maxSteps: 0 }],
    ['`concurrency` must be a whole number of 1 or more; received 1.5', { concurrency: 1.5 }],
    ['`approve` must be a function; received true', { approve: true }],
    ["`onToolError` must be 'tell-model' or 'fail'; received 'throw'", { onToolError: 'throw' }],
    ['`retry` must be an operator, such as retryOnApiError(); received 2', { retry: 2 }],
  ];

  it.each(wrong)('%s', (message, options) => {
    const allOptions = { tools: [time], ...options } as ToolRunOptions;

    expect(() => runTools(() => EMPTY, request, allOptions)).toThrow(new TypeError(message));
  });
});
