import { EMPTY, NEVER, Subject, asyncScheduler, delay, of, throwError, timer } from 'rxjs';
import {
  type ApprovalRequest,
  type RunnableTool,
  type StandardSchema,
  type ToolRunOptions,
  runTools,
  tool,
} from 'venice-rx';
import { chunk, inVirtualTime } from 'venice-rx/testing';
import { z } from 'zod';
import { answerWithCalls, createChat, getOutcome, request, answerWithText } from './chats.js';

const time = tool({ name: 'time', description: 'The time of day.', execute: () => 'noon' });

const weather = tool({
  name: 'weather',
  description: 'The weather in a city.',
  inputSchema: z.object({ city: z.string(), unit: z.enum(['C', 'F']).default('C') }),
  execute: ({ city, unit }) => ({ city, degrees: 12, unit }),
});

/** The tool `work` with this `execute`. */
function createTool(execute: () => unknown, config: { timeout?: number } = {}) {
  return tool({ name: 'work', description: 'Works.', execute, ...config });
}

/** A tool whose schema validates with this function. */
function toolWithSchema(name: string, validate: StandardSchema['~standard']['validate']): RunnableTool {
  const inputSchema: StandardSchema = { '~standard': { version: 1, vendor: 'none', validate } };
  return tool({
    name,
    description: 'Has a schema.',
    inputSchema,
    jsonSchema: { type: 'object' },
    execute: () => 0,
  });
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

describe('a call', () => {
  it('gets the arguments that the schema returns', () => {
    const { chat } = createChat(answerWithCalls(['weather', { city: 'Oslo' }]), answerWithText('Mild.'));
    const { results } = getOutcome(runTools(chat, request, { tools: [weather] }));

    expect(results).toEqual(['{"city":"Oslo","degrees":12,"unit":"C"}']);
  });

  it.each([
    ['not JSON', '{"city":"Os', 'Error: the arguments are not a JSON object.'],
    ['not an object', '"Oslo"', 'Error: the arguments are not a JSON object.'],
    ['invalid for the schema', '{"city":5}', /^Error: the arguments do not match the schema: city: .*string/],
  ])('whose arguments are %s does not run, and its result for the model is the error', (_, args, content) => {
    const { chat, requests } = createChat(answerWithCalls(['weather', args]), answerWithText('Sorry.'));
    const { events, results } = getOutcome(
      runTools(chat, request, { tools: [weather], onToolError: 'fail', approve: () => NEVER }),
    );

    expect(results[0]).toMatch(content);
    expect(events.find((event) => event.type === 'tool-result')?.error).toMatchObject({
      name: 'ToolError',
      reason: 'arguments',
      toolName: 'weather',
      callId: 'call_1',
    });
    expect(requests).toHaveLength(2);
  });

  it('whose schema reports an issue with the path null has the message of the issue as its result', () => {
    const strict = toolWithSchema('strict', () => ({
      issues: [{ message: 'too cold', path: null as never }],
    }));
    const { chat } = createChat(answerWithCalls(['strict', {}]), answerWithText('Sorry.'));
    const { results, isComplete } = getOutcome(runTools(chat, request, { tools: [strict] }));

    expect(results).toEqual(['Error: the arguments do not match the schema: too cold.']);
    expect(isComplete).toBe(true);
  });

  it('fails if its schema returns null, which is named in the cause of the error', () => {
    const broken = toolWithSchema('broken', () => null as never);
    const { chat } = createChat(answerWithCalls(['broken', {}]), answerWithText('Sorry.'));
    const { events, isComplete } = getOutcome(runTools(chat, request, { tools: [broken] }));

    expect(events.find((event) => event.type === 'tool-result')?.error).toMatchObject({
      name: 'ToolError',
      reason: 'failed',
      cause: new TypeError('`schema` must return an object; received null'),
    });
    expect(isComplete).toBe(true);
  });

  it('with a JSON Schema gets the object of the model without validation', () => {
    const receivedArgs: unknown[] = [];
    const plain = tool({
      name: 'plain',
      description: 'Accepts any object.',
      inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
      execute: (args) => receivedArgs.push(args),
    });
    getOutcome(
      runTools(createChat(answerWithCalls(['plain', { city: 5 }]), answerWithText('.')).chat, request, {
        tools: [plain],
      }),
    );

    expect(receivedArgs).toEqual([{ city: 5 }]);
  });

  it('of an unknown tool has an error as its result', () => {
    const { chat } = createChat(answerWithCalls(['tyme']), answerWithText('Sorry.'));
    const { results, events } = getOutcome(
      runTools(chat, request, { tools: [time, weather], onToolError: 'fail' }),
    );

    expect(results).toEqual(['Error: there is no tool with this name. Available tools: time, weather.']);
    expect(events.find((event) => event.type === 'tool-result')?.error?.reason).toBe('unknown');
  });

  it('in a run without tools has no result, and is removed from the messages', () => {
    const { chat, requests } = createChat([chunk('Hm.'), ...answerWithCalls(['time'])]);
    const { results, events, isComplete } = getOutcome(runTools(chat, request, { tools: [] }));

    expect([results, requests.length, isComplete]).toEqual([[], 1, true]);
    const last = events.at(-1);
    expect(last).toMatchObject({
      type: 'completion',
      messages: [...request.messages, { role: 'assistant', content: 'Hm.' }],
      completion: { choices: [{ message: { tool_calls: [{ function: { name: 'time' } }] } }] },
    });
    expect(JSON.stringify('messages' in last! && last.messages)).not.toContain('tool_calls');
  });

  it('waits for an asynchronous schema', async () => {
    const nameTool = tool({
      name: 'work',
      description: 'Registers a name that is not taken.',
      inputSchema: z.object({
        name: z.string().refine((name) => Promise.resolve(name !== 'Maren'), 'taken'),
      }),
      execute: ({ name }) => name,
    });
    const { chat } = createChat(
      answerWithCalls(['work', { name: 'Maren' }], ['work', { name: 'Edda' }]),
      answerWithText('.'),
    );
    const results: string[] = [];
    await runTools(chat, request, { tools: [nameTool] }).forEach((event) => {
      if (event.type === 'tool-result') results.push(event.message.content);
    });

    expect(results.sort()).toEqual(['Edda', 'Error: the arguments do not match the schema: name: taken.']);
  });

  it('passes its id, its step, the messages and a signal to the tool', () => {
    const seen: unknown[] = [];
    const inspect = tool({
      name: 'inspect',
      description: 'Records its context.',
      execute: (_, { call, step, messages, signal }) => {
        seen.push(
          call.id,
          step,
          messages.map(({ role }) => role),
          signal.aborted,
        );
      },
    });
    getOutcome(
      runTools(createChat(answerWithCalls(['inspect']), answerWithText('.')).chat, request, {
        tools: [inspect],
      }),
    );

    expect(seen).toEqual(['call_1', 1, ['user', 'assistant'], false]);
  });
});

describe('several calls', () => {
  function logStarts(concurrency: number, approve?: ToolRunOptions['approve']): readonly string[] {
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
      const { chat } = createChat(answerWithCalls(['work'], ['work'], ['work']), answerWithText('Done.'));
      runTools(chat, request, { tools: [work], concurrency, ...(approve && { approve }) }).subscribe();
    });
    return lines;
  }

  it('run at the same time, at most `concurrency` of them', () => {
    expect(logStarts(Infinity)).toEqual(['0 call_1', '0 call_2', '0 call_3']);
    expect(logStarts(2)).toEqual(['0 call_1', '0 call_2', '10 call_3']);
    expect(logStarts(1)).toEqual(['0 call_1', '10 call_2', '20 call_3']);
  });

  it('do not wait for a call that waits for its approval', () => {
    const approve = ({ call }: ApprovalRequest) => (call.id === 'call_1' ? of(true).pipe(delay(50)) : true);

    expect(logStarts(1, approve)).toEqual(['0 call_2', '10 call_3', '50 call_1']);
  });

  it('are all emitted before the first result', () => {
    const { chat } = createChat(answerWithCalls(['time'], ['time']), answerWithText('Noon.'));
    const { events } = getOutcome(runTools(chat, request, { tools: [time] }));

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
    ['an Observable whose first value is true', of(true, false), 'done'],
    ['false', false, 'Refused: this call may not be run.'],
    ['a string', 'Ask tomorrow.', 'Refused: Ask tomorrow.'],
    ['an empty Observable', EMPTY, 'Refused: this call may not be run.'],
    ['undefined', undefined as never, 'Refused: this call may not be run.'],
    ['an Observable that fails', throwError(() => new Error('no policy')), 'Error: no policy'],
  ])('decides whether the call runs by returning %s', (_, answer, content) => {
    const { results } = runOneCall(() => 'done', { approve: () => answer });

    expect(results).toEqual([content]);
  });

  it('is called once for each valid call, with its arguments', () => {
    const approvals: ApprovalRequest[] = [];
    const { chat } = createChat(
      answerWithCalls(['weather', { city: 'Oslo' }], ['weather', '{'], ['nothing']),
      answerWithText('.'),
    );
    getOutcome(runTools(chat, request, { tools: [weather], approve: (one) => approvals.push(one) > 0 }));

    expect(approvals).toMatchObject([
      { name: 'weather', args: { city: 'Oslo', unit: 'C' }, call: { id: 'call_1' }, step: 1 },
    ]);
    expect(approvals).toHaveLength(1);
  });

  it('unsubscribes from its Observable after the first value', () => {
    const answers = new Subject<boolean>();
    const { chat } = createChat(answerWithCalls(['work']), answerWithText('Done.'));
    const subscription = runTools(chat, request, {
      tools: [createTool(() => NEVER)],
      approve: () => answers,
    }).subscribe();

    expect(answers.observed).toBe(true);
    answers.next(true);
    expect(answers.observed).toBe(false);
    subscription.unsubscribe();
  });

  it('ends the run if it fails with `onToolError: "fail"`', () => {
    const approve = () => throwError(() => new Error('no policy'));

    expect(runOneCall(() => 'done', { approve, onToolError: 'fail' }).error).toMatchObject({
      name: 'ToolError',
      reason: 'failed',
      cause: { message: 'no policy' },
    });
  });

  it('does not end the run if it rejects a call with `onToolError: "fail"`', () => {
    expect(runOneCall(() => 'done', { approve: () => false, onToolError: 'fail' }).isComplete).toBe(true);
  });
});
