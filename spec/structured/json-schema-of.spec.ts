import { z } from 'zod';
import * as mini from 'zod/mini';
import { toJsonSchema } from '../../src/structured/to-json-schema.js';
import { validate } from '../../src/structured/validate.js';
import type { StandardSchema } from '../../src/wire/standard-schema.js';

const person = z.object({ name: z.string(), age: z.string().transform(Number) });

describe('jsonSchemaOf', () => {
  it('gives the schema of what goes in', () => {
    expect(toJsonSchema(person)).toMatchObject({
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'string' } },
      required: ['name', 'age'],
    });
  });

  it('asks for draft 7 of a library that knows no other', () => {
    const schema = schemaWith(({ target }) => {
      if (target !== 'draft-07') throw new Error('unknown target');
      return { type: 'string' };
    });

    expect(toJsonSchema(schema)).toEqual({ type: 'string' });
  });

  it('passes on what the library says of a schema that JSON Schema cannot say', () => {
    expect(() => toJsonSchema(z.date())).toThrow('Date cannot be represented');
  });

  it('gives none where the library makes none, and a plain JSON Schema itself', () => {
    const plain = { type: 'object' };

    expect(toJsonSchema(mini.object({ name: mini.string() }))).toBeUndefined();
    expect(toJsonSchema(plain)).toBe(plain);
  });

  it('takes a schema that is a function', () => {
    const schema = Object.assign(
      () => undefined,
      schemaWith(() => ({ type: 'number' })),
    );

    expect(toJsonSchema(schema)).toEqual({ type: 'number' });
  });
});

describe('validate', () => {
  it('gives the value that the schema makes', () => {
    expect(validate(person, { name: 'Maren', age: '7' })).toEqual({ value: { name: 'Maren', age: 7 } });
  });

  it('says what is wrong, and where', () => {
    expect(validate(person, { name: 'Maren' })).toMatchObject({ issues: [{ path: ['age'] }] });
  });

  it('gives a Promise where the schema works that way', async () => {
    const taken = z.string().refine((name) => Promise.resolve(name !== 'Maren'));

    await expect(validate(taken, 'Edda')).resolves.toEqual({ value: 'Edda' });
  });

  it('takes any value for a plain JSON Schema', () => {
    expect(validate({ type: 'object' }, 5)).toEqual({ value: 5 });
  });
});

function schemaWith(
  input: (options: { readonly target: string }) => Record<string, unknown>,
): StandardSchema {
  const check = (value: unknown): { value: unknown } => ({ value });
  return { '~standard': { version: 1, vendor: 'none', validate: check, jsonSchema: { input } } };
}
