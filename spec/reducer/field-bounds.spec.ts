import {
  type ChatCompletionChunk,
  type CompletionState,
  LimitExceededError,
  completionFromState,
  initialCompletionState,
  reduceChunk,
} from 'venice-rx';
import { addNumbers } from '../../src/reducer/add-numbers.js';
import { skipNames, mergeFields } from '../../src/reducer/merge-fields.js';

type Fields = Readonly<Record<string, unknown>>;

const envelope = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm' } as const;
const choice = (fields: Fields): ChatCompletionChunk => ({
  ...envelope,
  choices: [{ index: 0, delta: {}, finish_reason: null, ...fields }],
});
const createFields = (count: number, value: unknown = 1, from = 0): Fields =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`field${from + at}`, value]));

/** Functions that create a chunk which adds fields to an object of the completion, by the name of that object. */
const objects: Readonly<Record<string, (fields: Fields) => ChatCompletionChunk>> = {
  completion: (fields) => ({ ...envelope, ...fields }),
  'completion, in a chunk with text': (fields) => ({ ...choice({ delta: { content: 'a' } }), ...fields }),
  venice_parameters: (fields) => ({ ...envelope, venice_parameters: fields }),
  choice: (fields) => choice(fields),
  'choice, in a chunk with text': (fields) => choice({ ...fields, delta: { content: 'a' } }),
  message: (fields) => choice({ delta: fields }),
  logprobs: (fields) => choice({ logprobs: fields }),
  call: (fields) => choice({ delta: { tool_calls: [{ index: 0, ...fields }] } }),
  function: (fields) => choice({ delta: { tool_calls: [{ index: 0, function: fields }] } }),
};

const lists: Readonly<Record<string, (fields: Fields) => ChatCompletionChunk>> = {
  'logprobs with lists': (fields) =>
    choice({ logprobs: Object.fromEntries(Object.keys(fields).map((name) => [name, [1]])) }),
};

function getFailure(chunks: readonly ChatCompletionChunk[]): unknown {
  try {
    chunks.reduce(reduceChunk, initialCompletionState);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each(Object.entries({ ...objects, ...lists }))('the fields of a %s', (_, chunk) => {
  const first = choice({ delta: { content: 'a' } });

  it('are at most 1,000, in one chunk or in many', () => {
    const many = (count: number): ChatCompletionChunk[] =>
      Array.from({ length: count / 100 }, (__, at) => chunk(createFields(100, 1, at * 100)));

    expect(getFailure([first, chunk(createFields(1000))])).toBeUndefined();
    expect(getFailure([first, ...many(1000)])).toBeUndefined();
    for (const chunks of [[chunk(createFields(1001))], [first, ...many(1100)]]) {
      expect(getFailure(chunks)).toBeInstanceOf(LimitExceededError);
      expect(getFailure(chunks)).toMatchObject({
        message: 'an object of an answer has more than 1000 fields',
        kind: 'fields',
        limit: 1000,
        isRetryable: false,
      });
    }
  });

  it('may be sent again with other values', () => {
    const again = Array.from({ length: 4 }, (__, value) => chunk(createFields(1000, value)));

    expect(getFailure([first, ...again])).toBeUndefined();
  });
});

describe('a later chunk', () => {
  it.each(Object.entries(objects))('leaves earlier states of a %s unchanged', (_, chunk) => {
    const before: CompletionState = [choice({}), chunk({ x: 1 })].reduce(reduceChunk, initialCompletionState);
    const written = JSON.stringify(completionFromState(before));

    reduceChunk(before, chunk({ x: 2, y: 3 }));

    expect(JSON.stringify(completionFromState(before))).toBe(written);
  });

  it.each(['choice', 'message', 'call', 'function'])(
    'with the same fields of a %s keeps the identity of the choice',
    (name) => {
      const chunk = objects[name] as (fields: Fields) => ChatCompletionChunk;
      const before = reduceChunk(initialCompletionState, chunk({ x: 'same' }));
      const after = reduceChunk(before, chunk({ x: 'same' }));

      expect(completionFromState(after).choices[0]).toBe(completionFromState(before).choices[0]);
    },
  );
});

describe('mergeFields', () => {
  const skipOwn = skipNames(['own']);

  it('returns the same object if nothing changes', () => {
    const before = { a: 1 };

    expect(mergeFields(before, { a: 1, b: null, c: undefined, own: 2 }, skipOwn)).toBe(before);
  });

  it('returns a copy with the last value of each field', () => {
    const before = { a: 1, b: 1 };

    expect(mergeFields<object>(before, { a: 2, c: 3 }, skipOwn)).toEqual({ a: 2, b: 1, c: 3 });
    expect(before).toEqual({ a: 1, b: 1 });
  });

  it('merges fields named __proto__ and constructor like any others', () => {
    const source = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as Fields;
    const merged = mergeFields<object>({}, source, skipOwn);

    expect(JSON.stringify(merged)).toBe('{"__proto__":{"a":1},"constructor":2}');
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });
});

describe('addNumbers', () => {
  it('keeps 1,000 fields of each object', () => {
    const total = [0, 1, 2, 3].reduce<object | undefined>(
      (sum, part) =>
        addNumbers(sum, { ...createFields(400, 1, part * 400), x: createFields(400, 1, part * 400) }),
      undefined,
    ) as { x: object };

    expect(Object.keys(total)).toHaveLength(1000);
    expect(Object.keys(total.x)).toHaveLength(1000);
  });
});
