import { z } from 'zod';
import * as mini from 'zod/mini';
import { toJsonSchema } from '../../src/structured/to-json-schema.js';
import type { StandardSchema } from '../../src/wire/standard-schema.js';

const person = z.object({ name: z.string(), age: z.string().transform(Number) });

describe('toJsonSchema', () => {
  it('returns the schema of the input', () => {
    expect(toJsonSchema(person)).toMatchObject({
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'string' } },
      required: ['name', 'age'],
    });
  });

  it('requests draft 7 from a library that does not support the newer draft', () => {
    const schema = schemaWith(({ target }) => {
      if (target !== 'draft-07') throw new Error('unknown target');
      return { type: 'string' };
    });

    expect(toJsonSchema(schema)).toEqual({ type: 'string' });
  });

  it('throws the error of the library for a schema that JSON Schema cannot express', () => {
    expect(() => toJsonSchema(z.date())).toThrow('Date cannot be represented');
  });

  it('returns undefined if the library generates no JSON Schema, and a plain JSON Schema unchanged', () => {
    const plain = { type: 'object' };

    expect(toJsonSchema(mini.object({ name: mini.string() }))).toBeUndefined();
    expect(toJsonSchema(plain)).toBe(plain);
  });

  it('accepts a schema that is a function', () => {
    const schema = Object.assign(
      () => undefined,
      schemaWith(() => ({ type: 'number' })),
    );

    expect(toJsonSchema(schema)).toEqual({ type: 'number' });
  });
});

function schemaWith(
  input: (options: { readonly target: string }) => Record<string, unknown>,
): StandardSchema {
  const check = (value: unknown): { value: unknown } => ({ value });
  return { '~standard': { version: 1, vendor: 'none', validate: check, jsonSchema: { input } } };
}
