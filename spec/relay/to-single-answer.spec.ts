import { NEVER, type Observable, of, throwError } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionRequest,
  accumulate,
  contentDeltas,
  runTools,
  tool,
} from 'venice-rx';
import { chunk, finish, inVirtualTime, reasoning, role, toolCall, usage } from 'venice-rx/testing';
import { type SingleAnswerConfig, toSingleAnswer } from 'venice-rx/relay';
import { createChat, request, answerWithText } from '../tools/chats.js';

const time = tool({ name: 'time', description: 'The time of day.', execute: () => 'noon' });

type Answers = readonly (Observable<ChatCompletionChunk> | readonly ChatCompletionChunk[])[];

/** The chunks of a run with these answers, and their completion. */
function answer(answers: Answers, config?: SingleAnswerConfig) {
  const chunks: ChatCompletionChunk[] = [];
  let completion: ChatCompletion | undefined;
  let error: unknown;
  const run = runTools(createChat(...answers).chat, request, { tools: [time] }).pipe(toSingleAnswer(config));
  run.subscribe({ next: (value) => chunks.push(value), error: (failure: unknown) => (error = failure) });
  of(...chunks)
    .pipe(accumulate())
    .subscribe((value) => (completion = value));
  const message = completion?.choices[0]?.message;
  return { chunks, completion, message, error };
}

/** Gives all chunks the id, and a time and a model that depend on it. */
const withHead = (id: string, ...chunks: readonly ChatCompletionChunk[]): readonly ChatCompletionChunk[] =>
  chunks.map((value) => ({ ...value, id, created: id.length, model: `model of ${id}` }));

/** The chunks of a step with text and a call of the tool. */
const callStep = withHead(
  'first',
  role(),
  reasoning('Hm. '),
  chunk('Let me see.'),
  toolCall({ name: 'time' }),
  finish('tool_calls'),
  usage({ prompt: 10, completion: 5 }),
);
const lastStep = withHead(
  'second!',
  role(),
  reasoning('Noon.'),
  chunk('It is '),
  chunk('noon.'),
  finish('stop'),
  usage({ prompt: 20, completion: 7 }),
);

describe('toSingleAnswer', () => {
  it('joins the text and the reasoning of all steps, without calls', () => {
    const { chunks, completion } = answer([callStep, lastStep]);

    expect(new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`))).toEqual(
      new Set(['first 5 model of first']),
    );
    expect(completion?.choices).toEqual([
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'Let me see.\n\nIt is noon.',
          reasoning_content: 'Hm. Noon.',
        },
        finish_reason: 'stop',
      },
    ]);
    expect(JSON.stringify(chunks)).not.toContain('tool_calls');
  });

  it('has one finish reason, with the usage and the cost of all steps, at the end', () => {
    const withCost = (step: readonly ChatCompletionChunk[]): readonly ChatCompletionChunk[] => [
      ...step.slice(0, -1),
      { ...step.at(-1)!, cost: { usd: 1, diem: 2 } },
    ];
    const { chunks } = answer([withCost(callStep), withCost(lastStep)]);

    expect(chunks.at(-1)).toMatchObject({
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      usage: { prompt_tokens: 30, completion_tokens: 12, total_tokens: 42 },
      cost: { usd: 2, diem: 4 },
    });
    for (const value of chunks.slice(0, -1)) {
      expect([value.usage, value.cost, value.choices?.[0]?.finish_reason ?? null]).toEqual([
        undefined,
        undefined,
        null,
      ]);
    }
  });

  it.each<[string, Answers]>([
    ['a step without text', [[toolCall({ name: 'time' }), finish('tool_calls')], answerWithText('noon')]],
    ['steps with an empty text', [[chunk(''), toolCall({ name: 'time' }), finish()], answerWithText('noon')]],
    ['one step', [answerWithText('noon')]],
  ])('adds no separator for %s', (_what, answers) => {
    expect(answer(answers).message?.content).toBe('noon');
  });

  it('uses the option `separator`', () => {
    expect(answer([callStep, callStep, lastStep], { separator: ' ' }).message?.content).toBe(
      'Let me see. Let me see. It is noon.',
    );
  });

  it('leaves out signatures and unknown fields of each message', () => {
    const signed: ChatCompletionChunk = {
      ...chunk('Hello'),
      choices: [
        {
          index: 0,
          delta: {
            content: 'Hello',
            reasoning_details: [{ type: 'reasoning.encrypted', data: 'secret' }],
            thinking_blocks: [{ signature: 'secret' }],
          },
        },
        { index: 1, delta: { content: 'another choice' } },
      ],
    };
    const opaque: ChatCompletionChunk = {
      ...chunk(''),
      choices: [{ index: 0, delta: { reasoning_content: 'secret', reasoning_encrypted: true } }],
    };
    const { chunks, message } = answer([[signed, opaque, finish()]]);

    expect(message).toEqual({ role: 'assistant', content: 'Hello' });
    expect(JSON.stringify(chunks)).not.toMatch(/secret|another/);
  });

  it('keeps the sources of a web search, refusals and annotations', () => {
    const sources = { ...chunk(''), choices: [], venice_parameters: { web_search_citations: [] } };
    const refused: ChatCompletionChunk = {
      ...chunk(''),
      choices: [{ index: 0, delta: { refusal: 'No.', annotations: [{ url: 'a' }] } }],
    };
    const { completion, message } = answer([[sources, refused, finish()]]);

    expect(completion?.venice_parameters).toEqual({ web_search_citations: [] });
    expect(message).toMatchObject({ refusal: 'No.', annotations: [{ url: 'a' }] });
  });

  it('keeps the finish reason `length`, and replaces `tool_calls` after a search by Venice with `stop`', () => {
    expect(answer([[chunk('Hel'), finish('length')]]).completion?.choices[0]?.finish_reason).toBe('length');
    const search = toolCall({ name: 'venice_web_search_documents', id: 'web_search_call' });
    expect(answer([[search, chunk('Yes.'), finish('tool_calls')]]).chunks.at(-1)?.choices).toEqual([
      { index: 0, delta: {}, finish_reason: 'stop' },
    ]);
  });

  it('reads choices without an index, as the other operators do', () => {
    const choices = [{ delta: { content: 'Hello' } }] as unknown as NonNullable<
      ChatCompletionChunk['choices']
    >;
    const bare: ChatCompletionChunk = { ...chunk(''), choices };

    expect(answer([[bare, finish()]]).message?.content).toBe('Hello');
  });

  it.each(['tool_calls', 'function_call', 'tool_use', 'TOOL_CALLS'])(
    'ends an answer without calls after `%s` with `stop`',
    (reason) => {
      const { completion } = answer([[chunk('Hello'), finish(reason)]]);

      expect(completion?.choices[0]?.finish_reason).toBe('stop');
    },
  );

  it.each([7, { type: 'stop' }])('replaces the finish reason %j by `stop`', (reason) => {
    const { completion } = answer([[chunk('Hello'), finish(reason as unknown as string)]]);

    expect(completion?.choices[0]?.finish_reason).toBe('stop');
  });

  it('fails with the error of the run, after the text so far', () => {
    const cut = throwError(() => new Error('cut'));
    const { chunks, error } = answer([callStep, cut]);

    expect(chunks.length).toBeGreaterThan(0);
    expect(error).toEqual(new Error('cut'));
  });

  it('has separate state for each subscriber, and emits chunks as they arrive', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const values = {
        t: toolCall({ name: 'time' }),
        f: finish('tool_calls'),
        a: chunk('a'),
        b: chunk('b'),
        e: finish(),
      };
      const steps = [cold('-a-t-f|', values), cold('-b-e|', values)];
      let count = 0;
      const run = runTools(() => steps[count++ % 2] ?? NEVER, request, { tools: [time] });
      const texts = run.pipe(toSingleAnswer({ separator: ' ' }), contentDeltas());

      expectObservable(texts).toBe(' -a-----b--|', { a: 'a', b: ' b' });
      expectObservable(texts, '-----------^').toBe('------------a-----b--|', { a: 'a', b: ' b' });
    });
  });

  it('throws for unknown options', () => {
    expect(() => toSingleAnswer({ seperator: '' } as never)).toThrow(/separator/);
    expect(() => toSingleAnswer({ separator: 1 as never })).toThrow('`separator` must be a string');
  });
});

describe('a request for runTools', () => {
  it('may have the type of any chat request; its `stream`, `n` and `tools` are replaced', () => {
    const { chat, requests } = createChat(answerWithText('Hello'));
    const anyRequest: ChatCompletionRequest = { ...request, stream: false, n: 2, tools: [], temperature: 1 };
    runTools(chat, anyRequest, { tools: [time] }).subscribe();

    expect(requests).toEqual([{ ...request, temperature: 1, stream: true, tools: [time.definition] }]);
  });
});
