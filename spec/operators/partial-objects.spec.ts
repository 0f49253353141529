import { inspect } from 'node:util';
import { expectTypeOf } from 'expect-type';
import { type Observable, Subject, defer, of } from 'rxjs';
import {
  type DeepPartial,
  RefusalError,
  SchemaError,
  IncompleteCompletionError,
  partialObjects,
  retryOnApiError,
} from 'venice-rx';
import { apiError, chunk, finish, inVirtualTime, refusal, role, toolCall } from 'venice-rx/testing';
import { z } from 'zod';
import * as mini from 'zod/mini';

const Scene = z.object({ mood: z.enum(['calm', 'calmer']), at: z.iso.date(), text: z.string() });
const Story = z.object({ title: z.string(), scenes: z.array(Scene) });

/** The values of a synchronous source, and its error if it failed. */
function collect(source: Observable<unknown>): unknown[] {
  const all: unknown[] = [];
  source.subscribe({ next: (value) => all.push(value), error: (error: unknown) => all.push(error) });
  return all;
}

/** The snapshots of an answer whose text has these pieces, and its error if it failed. */
function readSnapshots(texts: readonly string[], schema?: Parameters<typeof partialObjects>[0]): unknown[] {
  return collect(of(role(), ...texts.map((text) => chunk(text)), finish()).pipe(partialObjects(schema)));
}

describe('partialObjects', () => {
  it('emits only when the object has grown', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const texts = { a: ' {"ti', b: 'tle": "A', c: '', d: ' knight', e: '", "ye', f: 'ar": 12', g: '84 }' };
      const values = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, chunk(text)]));
      const source = cold('-a-b-c-d-e-f-g-|', values);
      const sourceSubs = '  ^--------------!';
      const expected = '   -o-b---d-----g-|';

      const result = source.pipe(partialObjects());

      expectObservable(result).toBe(expected, {
        o: {},
        b: { title: 'A' },
        d: { title: 'A knight' },
        g: { title: 'A knight', year: 1284 },
      });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('emits no incomplete number, literal or name, also without a schema', () => {
    expect(readSnapshots(['[1', '2', ',', 'tr', 'ue', ',nul', 'l,{"na', 'me', '":-', '3}]'])).toEqual([
      [],
      [12],
      [12, true],
      [12, true, null, {}],
      [12, true, null, { name: -3 }],
    ]);
  });

  it('emits only complete strings if the schema has an enum, a const or a format for them', () => {
    const texts = [
      '{"title":"T',
      '","scenes":[{"mood":"calm',
      'er","at":"2026-',
      '11-23","text":"It',
      ' was"}]}',
    ];

    expect(readSnapshots(texts, Story)).toEqual([
      { title: 'T' },
      { title: 'T', scenes: [{}] },
      { title: 'T', scenes: [{ mood: 'calmer' }] },
      { title: 'T', scenes: [{ mood: 'calmer', at: '2026-11-23', text: 'It' }] },
      { title: 'T', scenes: [{ mood: 'calmer', at: '2026-11-23', text: 'It was' }] },
    ]);
    expect(readSnapshots(texts)[1]).toEqual({ title: 'T', scenes: [{ mood: 'calm' }] });
  });

  it('follows references, alternatives, tuples and other properties of the schema', () => {
    const schema = {
      $defs: { kind: { enum: ['knight', 'dragon'] }, 'a/b': { const: 'whole' } },
      properties: {
        one: { $ref: '#/$defs/kind' },
        two: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/kind' }] },
        three: { allOf: [{ $ref: '#/$defs/a~1b' }] },
        tuple: { prefixItems: [{ type: 'string' }, { enum: ['x'] }], items: { $ref: '#' } },
      },
      additionalProperties: { $ref: '#/$defs/kind' },
    };
    const half = (json: string): unknown => readSnapshots([json], schema)[0];

    for (const name of ['one', 'two', 'three', 'four']) expect(half(`{"${name}":"kni`)).toEqual({});
    expect(half('{"tuple":["kni')).toEqual({ tuple: ['kni'] });
    expect(half('{"tuple":["kni","kni')).toEqual({ tuple: ['kni'] });
    expect(half('{"tuple":["kni","x",{"one":"kni')).toEqual({ tuple: ['kni', 'x', {}] });
    expect(half('{"__proto__":"kni')).toEqual({});
  });

  it('follows references into anyOf, conditions and patternProperties', () => {
    const schema = {
      properties: {
        one: { anyOf: [{ type: 'null' }, { enum: ['knight', 'dragon'] }] },
        two: { $ref: '#/properties/one/anyOf/1' },
        three: { if: { minLength: 1 }, then: { const: 'whole' } },
        four: { if: { minLength: 1 }, else: { const: 'whole' } },
      },
      patternProperties: { '^x-': { enum: ['knight'] } },
    };

    for (const name of ['one', 'two', 'three', 'four', 'x-five'])
      expect(readSnapshots([`{"${name}":"kni`], schema)[0]).toEqual({});
  });

  it('supports a recursive schema, and references that cannot be resolved', () => {
    const circle = {
      $ref: '#/$defs/a',
      $defs: { a: { anyOf: [{ $ref: '#' }, { $ref: 'https://x.example' }, { $ref: '#/%' }] } },
    };

    expect(readSnapshots(['"He', 'llo"'], circle)).toEqual(['He', 'Hello']);
  });

  it('uses the option `jsonSchema` for a schema whose library generates none', () => {
    const schema = mini.object({ kind: mini.enum(['a', 'b']) });
    const jsonSchema = mini.toJSONSchema(schema);
    const source = of(chunk('{"kind":"a'), chunk('"}'), finish());

    expect(collect(source.pipe(partialObjects(schema)))[0]).toEqual({ kind: 'a' });
    expect(collect(source.pipe(partialObjects(schema, { jsonSchema })))[0]).toEqual({});
  });

  it('emits no half of a surrogate pair', () => {
    expect(readSnapshots(['"a\ud83d', '\ude00', '\\ud83d', '\\ude00"'])).toEqual(['a', 'a😀', 'a😀😀']);
  });

  it('keeps __proto__ a property like any other', () => {
    const snapshots = readSnapshots([
      '{"__proto__":{"isAdmin":true',
      '},"constructor":{"prototype":[1,',
      '2]}}',
    ]);

    expect(JSON.stringify(snapshots.at(-1))).toBe(
      '{"__proto__":{"isAdmin":true},"constructor":{"prototype":[1,2]}}',
    );
    for (const snapshot of snapshots) expect(Object.getPrototypeOf(snapshot)).toBe(Object.prototype);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('treats names that look like indices as names', () => {
    const json = '{"list":[{"-1":1,"1.5":2,"4294967295":3,"9007199254740993":4,"length":5}],"0":6}';

    expect(readSnapshots(Array.from(json)).at(-1)).toEqual(JSON.parse(json));
  });

  it('fails for more than 512 levels', () => {
    expect(readSnapshots(['['.repeat(512), ']'.repeat(512)]).at(-1)).toEqual(
      JSON.parse('['.repeat(512) + ']'.repeat(512)),
    );
    expect(readSnapshots(['['.repeat(513)]).at(-1)).toMatchObject({ reason: 'malformed' });
  });

  it('leaves out reasoning in inline tags', () => {
    expect(readSnapshots(['<thi', 'nk>Is {"a":1} right?</think>', '\n{"a":"', 'b"}'])).toEqual([
      { a: '' },
      { a: 'b' },
    ]);
  });

  it('fails at the first invalid character, and cancels the request', () => {
    const source = new Subject<ReturnType<typeof chunk>>();
    const all = collect(source.pipe(partialObjects()));
    source.next(chunk('{"a":1'));
    source.next(chunk(',}'));

    expect(all.at(-1)).toBeInstanceOf(SchemaError);
    expect(all.at(-1)).toMatchObject({
      reason: 'malformed',
      message: 'the JSON of the answer is malformed: expected a property',
      text: '{"a":1,}',
      issues: [],
      partial: { choices: [{ message: { content: '{"a":1,}' } }] },
    });
    expect(source.observed).toBe(false);
  });

  it.each([
    ['a refusal', [refusal('I will '), refusal('not.'), finish()], RefusalError, { refusal: 'I will not.' }],
    [
      'an answer cut off by `length`',
      [chunk('{"a":'), finish('length')],
      IncompleteCompletionError,
      { finishReason: 'length' },
    ],
    [
      'a content filter',
      [finish('content_filter')],
      IncompleteCompletionError,
      { finishReason: 'content_filter' },
    ],
    ['prose', [chunk('I am sorry.'), finish()], SchemaError, { reason: 'no-json', text: 'I am sorry.' }],
    ['no text', [role(), finish()], SchemaError, { reason: 'no-json', message: 'the answer has no text' }],
    ['tool calls', [toolCall({ name: 'f', arguments: '{}' })], SchemaError, { reason: 'no-json' }],
    ['incomplete JSON', [chunk('{"a":[1'), finish()], SchemaError, { reason: 'incomplete' }],
    ['more after the value', [chunk('{} {}'), finish()], SchemaError, { reason: 'malformed' }],
    ['a number that may be incomplete', [chunk('12'), finish('length')], IncompleteCompletionError, {}],
    ['half a number', [chunk('-'), finish('length')], IncompleteCompletionError, {}],
    [
      'a number before an unknown finish reason',
      [chunk('12'), finish('abort')],
      IncompleteCompletionError,
      {},
    ],
    [
      'half an object before an unknown finish reason',
      [chunk('{"a":'), finish('abort')],
      IncompleteCompletionError,
      {},
    ],
    [
      'a code fence before 65 characters without JSON',
      [chunk(`\`\`\`${'x'.repeat(65)}`), finish()],
      SchemaError,
      { reason: 'malformed' },
    ],
  ])('fails with the right error for %s', (_name, chunks, type, fields) => {
    const error = collect(of(...chunks).pipe(partialObjects())).at(-1);

    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ ...fields, isRetryable: false, partial: { object: 'chat.completion' } });
  });

  it.each(['abort', 'network_error', 'some_new_word'])('accepts a complete value after %s', (reason) => {
    const source = of(chunk('{"a":1}\n\n\n'), finish(reason));

    expect(collect(source.pipe(partialObjects()))).toEqual([{ a: 1 }]);
  });

  it.each(['length', 'LENGTH', 'max_tokens', 'content_filter', 'safety', 'error'])(
    'fails after %s, also if the value is complete',
    (finishReason) => {
      const source = of(chunk('{"a":1}'), finish(finishReason));
      const [value, error] = collect(source.pipe(partialObjects()));

      expect(value).toEqual({ a: 1 });
      expect(error).toBeInstanceOf(IncompleteCompletionError);
      expect(error).toMatchObject({ finishReason });
    },
  );

  it('reads the choice of the option `choice`', () => {
    const source = of(chunk('[1]', { choice: 1 }), chunk('[2]'), finish());

    expect(collect(source.pipe(partialObjects(undefined, { choice: 1 })))).toEqual([[1]]);
  });

  it('emits nothing of an attempt that is retried', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const values = { r: role(), a: chunk('{"a":"b'), f: chunk('"}') };
      let attempts = 0;
      const source = [cold('-r-#', values, apiError(503)), cold('-r-a-f-|', values)];
      const attempt$ = defer(() => source[attempts++]!);

      const result = attempt$.pipe(retryOnApiError({ jitter: () => 0 }), partialObjects());

      expectObservable(result).toBe('--- 500ms ---a---|', { a: { a: 'b' } });
    });
  });

  it('is printed and copied like a plain object, also while a part is incomplete', () => {
    expect(inspect(readSnapshots(['{"title":"T","scenes":[{"text":"a', '"}]}'])[0])).toBe(
      "{ title: 'T', scenes: [ { text: 'a' } ] }",
    );
    expect({ ...(readSnapshots(['{"a":[1,2'])[0] as object) }).toEqual({ a: [1] });
  });

  it('has the input type of the schema, in which any property or element may be missing', () => {
    const schema = z.object({
      id: z.string().transform(Number),
      pair: z.tuple([z.string(), z.number()]),
      kinds: z.array(z.object({ kind: z.literal('a').or(z.null()) })),
    });
    interface Expected {
      readonly id?: string;
      readonly pair?: readonly [string?, number?] | [(string | undefined)?, (number | undefined)?];
      readonly kinds?: readonly { readonly kind?: 'a' | null }[];
    }

    expectTypeOf(of(role()).pipe(partialObjects(schema))).toExtend<Observable<Expected>>();
    expectTypeOf<DeepPartial<{ a: { b: string[] } | null }>>().toEqualTypeOf<{
      readonly a?: { readonly b?: readonly string[] } | null;
    }>();
    const use = ({ id }: DeepPartial<z.input<typeof schema>>): unknown =>
      // @ts-expect-error: a property may be missing
      id.length;
    expect(use).toThrow();
  });
});
