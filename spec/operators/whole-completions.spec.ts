import { type Observable, concat, from, map, of } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  Conversation,
  SchemaError,
  accumulate,
  arrayElements,
  completedToolCalls,
  contentDeltas,
  hasOutput,
  partialObjects,
  reasoningDeltas,
  runTools,
  shareChat,
  splitThinkTags,
  toCompletion,
  toContent,
  toObject,
  toState,
  tool,
} from 'venice-rx';
import { chunk, completion, finish, reasoning, toolCall } from 'venice-rx/testing';
import { z } from 'zod';

const hello = completion('Hello');
const numbers = z.object({ n: z.array(z.number()) });
const list = completion('{"n":[1,2]}');
const calling = completion(
  toolCall({ id: 'a', name: 'f', arguments: { x: 1 } }),
  toolCall({ index: 1, id: 'b', name: 'g', arguments: '' }),
  finish('tool_calls'),
);
const thinking = completion('<think>Hm.</think>\n\nYes.');
const two = completion(
  chunk('a', { choice: 0 }),
  chunk('b', { choice: 1 }),
  finish(),
  finish('stop', { choice: 1 }),
);

/** The values of a synchronous source. */
function collect<T>(source: Observable<T>): T[] {
  const all: T[] = [];
  source.subscribe((value) => all.push(value));
  return all;
}

/** A completion with these fields in its first message. */
function withMessage(fields: object): ChatCompletion {
  const [choice] = hello.choices;
  return { ...hello, choices: [{ ...choice!, message: { ...choice!.message, ...fields } }] };
}

/** The completion with choices that have no index, as some servers send it. */
function withoutIndex(answer: ChatCompletion): ChatCompletion {
  const choices = answer.choices.map(
    ({ index: _, ...choice }) => choice as ChatCompletion['choices'][number],
  );
  return { ...answer, choices };
}

describe('a whole completion', () => {
  it.each<[string, Observable<unknown>, unknown[]]>([
    ['contentDeltas', of(hello).pipe(contentDeltas()), ['Hello']],
    ['contentDeltas of another choice', of(two).pipe(contentDeltas({ choice: 1 })), ['b']],
    ['reasoningDeltas', of(completion(reasoning('Hm.'), chunk('Yes.'))).pipe(reasoningDeltas()), ['Hm.']],
    ['accumulate', of(hello).pipe(accumulate()), [hello]],
    ['toCompletion', of(hello).pipe(toCompletion()), [hello]],
    ['toContent', of(hello).pipe(toContent()), ['Hello']],
    ['toContent of another choice', of(two).pipe(toContent({ choice: 1 })), ['b']],
    [
      'toState',
      of(hello).pipe(
        toState(),
        map(({ status }) => status),
      ),
      ['pending', 'streaming', 'done'],
    ],
    ['toObject', of(list).pipe(toObject(numbers)), [{ n: [1, 2] }]],
    ['partialObjects', of(list).pipe(partialObjects(numbers)), [{ n: [1, 2] }]],
    ['arrayElements', of(list).pipe(arrayElements('n', z.number())), [1, 2]],
    [
      'completedToolCalls',
      of(calling).pipe(
        completedToolCalls(),
        map(({ function: call }) => [call.name, call.arguments]),
      ),
      [
        ['f', '{"x":1}'],
        ['g', '{}'],
      ],
    ],
    ['splitThinkTags', of(thinking).pipe(splitThinkTags(), contentDeltas()), ['Yes.']],
    ['splitThinkTags, for reasoning', of(thinking).pipe(splitThinkTags(), reasoningDeltas()), ['Hm.']],
    [
      'splitThinkTags, for an open tag',
      of(completion('<think>Hm.</thi')).pipe(splitThinkTags(), reasoningDeltas()),
      ['Hm.</thi'],
    ],
  ])('is read by %s', (_name, source, expected) => {
    expect(collect(source)).toEqual(expected);
  });

  it('has output unless its messages are empty', () => {
    expect(hasOutput(hello)).toBe(true);
    expect(hasOutput(completion(''))).toBe(false);
  });

  it('is emitted by toCompletion as the same object', () => {
    const [same] = collect(of(hello).pipe(toCompletion()));

    expect(same).toBe(hello);
  });

  it('adds only its new text, as a snapshot or after chunks', () => {
    const chunks = from([chunk('Hel'), chunk('lo'), finish()]);

    expect(collect(chunks.pipe(accumulate(), contentDeltas()))).toEqual(['Hel', 'lo']);
    expect(collect(concat(of(chunk('Hel')), of(hello)).pipe(contentDeltas()))).toEqual(['Hel', 'lo']);
    const parts = from([chunk('{"n":[1'), chunk(',2]}'), finish()]).pipe(accumulate());
    expect(collect(parts.pipe(arrayElements('n', z.number())))).toEqual([1, 2]);
  });

  it('replaces chunks before it, and is continued by chunks after it', () => {
    const mixed: Observable<ChatCompletion | ChatCompletionChunk> = from([
      chunk('Hm'),
      hello,
      chunk('!'),
      finish(),
    ]);

    expect(collect(mixed.pipe(toContent()))).toEqual(['Hello!']);
  });

  it('is read by the rules of chunks if content or arguments are not strings', () => {
    const parts = withMessage({ content: [{ type: 'text', text: 'Hi' }] });
    const calls = withMessage({ tool_calls: [{ id: 'a', function: { name: 'f', arguments: { x: 1 } } }] });

    expect(collect(of(parts).pipe(toContent()))).toEqual(['Hi']);
    expect(collect(of(parts).pipe(contentDeltas()))).toEqual(['Hi']);
    expect(collect(of(calls).pipe(completedToolCalls()))).toEqual([
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
    ]);
  });

  it.each<[string, ChatCompletion, unknown, unknown]>([
    ['an object as content', withMessage({ content: { a: 1 } }), null, 'no-json'],
    ['a number as content', withMessage({ content: 5 }), null, 'no-json'],
    ['no index', withoutIndex(list), '{"n":[1,2]}', { n: [1, 2] }],
  ])('is read by the rules of chunks, with %s', (_name, answer, content, outcome) => {
    const message = { role: 'assistant', content };
    const outcomes: unknown[] = [];
    of(answer)
      .pipe(toObject(numbers))
      .subscribe({
        next: (value) => outcomes.push(value),
        error: (error: unknown) => outcomes.push(error instanceof SchemaError ? error.reason : error),
      });

    expect(collect(of(answer).pipe(toContent()))).toEqual([content ?? '']);
    expect(collect(of(answer).pipe(toCompletion()))).toMatchObject([{ choices: [{ index: 0 }] }]);
    expect(collect(of(answer).pipe(toCompletion()))[0]?.choices[0]?.message).toEqual(message);
    expect(outcomes).toEqual([outcome]);
  });

  it('is not replaced by a later chunk that calls itself a completion and has only usage', () => {
    const misnamed = { id: 'x', object: 'chat.completion', created: 1, model: 'm', choices: [] } as const;
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const last: ChatCompletion = { ...misnamed, usage };
    const chunks = [chunk('Hel'), chunk('lo'), finish()].map((one) => ({ ...one, object: misnamed.object }));
    const answer = from([...chunks, last] as unknown as ChatCompletionChunk[]);

    expect(collect(answer.pipe(toContent()))).toEqual(['Hello']);
    expect(collect(answer.pipe(shareChat(), toCompletion()))).toMatchObject([{ usage }]);
    expect(collect(answer.pipe(toState())).at(-1)).toMatchObject({
      status: 'done',
      completion: { choices: [{ message: { content: 'Hello' } }] },
    });
    expect(collect(from([hello, last]).pipe(toContent()))).toEqual(['Hello']);
  });

  it('is shared with late subscribers', () => {
    const shared = of(hello as unknown as ChatCompletionChunk).pipe(shareChat());

    expect(collect(shared.pipe(toContent()))).toEqual(['Hello']);
    expect(collect(shared.pipe(toContent()))).toEqual(['Hello']);
    expect(collect(shared.pipe(contentDeltas()))).toEqual(['Hello']);
  });

  it('is accepted as an answer by runTools and Conversation', () => {
    const answers = [calling, hello] as unknown as ChatCompletionChunk[];
    const executedArguments: unknown[] = [];
    const f = tool({
      name: 'f',
      description: 'Does it.',
      inputSchema: z.object({ x: z.number() }),
      execute: (args) => {
        executedArguments.push(args);
        return 'done';
      },
    });
    const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] } as const;
    const last = collect(runTools(() => of(answers.shift()!), request, { tools: [f] })).at(-1);
    const conversation = new Conversation(() => of(hello as unknown as ChatCompletionChunk), {
      request: { model: 'm' },
    });
    conversation.send('Hi');

    expect(executedArguments).toEqual([{ x: 1 }]);
    expect(last).toMatchObject({ type: 'completion', completion: hello });
    expect(conversation.currentState.messages.at(-1)).toMatchObject({ content: 'Hello' });
  });
});
