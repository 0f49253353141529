import { expectTypeOf } from 'expect-type';
import { type RunnableTool, type ToolContext, tool } from 'venice-rx';
import { z } from 'zod';
import * as mini from 'zod/mini';

const base = { name: 'weather', description: 'The weather.', execute: () => 'mild' };

describe('tool', () => {
  it('has the definition of the tool in the form of the API', () => {
    const { definition } = tool({ ...base, inputSchema: z.object({ city: z.string() }), strict: true });

    expect(definition).toMatchObject({
      type: 'function',
      function: {
        name: 'weather',
        description: 'The weather.',
        parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        strict: true,
      },
    });
  });

  it('uses a JSON Schema unchanged, and has an empty one for a tool without arguments', () => {
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };

    expect(tool({ ...base, inputSchema: parameters }).definition.function.parameters).toBe(parameters);
    expect(tool(base).definition.function).toEqual({
      name: 'weather',
      description: 'The weather.',
      parameters: { type: 'object', properties: {} },
    });
  });

  it('uses the option `jsonSchema` for a schema whose library generates none', () => {
    const parameters = mini.object({ city: mini.string() });
    const jsonSchema = { type: 'object' };

    expect(tool({ ...base, inputSchema: parameters, jsonSchema }).definition.function.parameters).toBe(
      jsonSchema,
    );
    expect(() => tool({ ...base, inputSchema: parameters })).toThrow(
      /^`inputSchema` must be .* with `jsonSchema` if its library generates none/,
    );
  });

  const wrong: readonly (readonly [string, object])[] = [
    [
      '`name` must be a string of 1 to 64 letters, digits, `_` and `-`; received a string',
      { name: 'get weather' },
    ],
    ['`name` must be a string of 1 to 64 letters, digits, `_` and `-`; received a string', { name: '' }],
    [
      '`name` must be a string of 1 to 64 letters, digits, `_` and `-`; received a string',
      { name: 'x'.repeat(65) },
    ],
    ['`description` must be a string; received undefined', { description: undefined }],
    ['`execute` must be a function; received a string', { execute: 'weather' }],
    ['`timeout` must be a positive number of milliseconds or Infinity; received 0', { timeout: 0 }],
    ["`retry` must be an operator, such as RxJS's retry(2); received 2", { retry: 2 }],
    [
      '`inputSchema` must be the schema of an object, with `jsonSchema` if its library generates none; received a string',
      { inputSchema: 'city' },
    ],
    [
      '`inputSchema` must be the schema of an object, with `jsonSchema` if its library generates none; received null',
      { inputSchema: null },
    ],
    [
      '`inputSchema` must be the schema of an object, with `jsonSchema` if its library generates none; received an object',
      { inputSchema: z.string() },
    ],
  ];

  it.each(wrong)('throws a TypeError: %s', (message, config) => {
    expect(() => tool({ ...base, ...config })).toThrow(new TypeError(message));
  });

  it('infers the type of the arguments from the schema', () => {
    const typed = tool({
      ...base,
      inputSchema: z.object({ city: z.string(), days: z.string().transform(Number) }),
      execute: (args, context) => {
        expectTypeOf(args).toEqualTypeOf<{ city: string; days: number }>();
        expectTypeOf(context).toEqualTypeOf<ToolContext>();
      },
    });
    expectTypeOf(typed).toEqualTypeOf<RunnableTool<{ city: string; days: number }>>();

    tool({
      ...base,
      inputSchema: { type: 'object' },
      execute: (args) => {
        expectTypeOf(args).toEqualTypeOf<Readonly<Record<string, unknown>>>();
      },
    });
    // @ts-expect-error: the schema has no such argument
    tool({ ...base, inputSchema: z.object({ city: z.string() }), execute: ({ town }) => String(town) });
  });

  it('has a type that fits into an array of tools with other arguments', () => {
    const other = tool({
      ...base,
      name: 'other',
      inputSchema: z.object({ a: z.number() }),
      execute: ({ a }) => a,
    });

    expectTypeOf([tool(base), other]).toExtend<readonly RunnableTool[]>();
  });
});
