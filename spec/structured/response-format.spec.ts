import { responseFormat } from 'venice-rx';
import { z } from 'zod';
import * as mini from 'zod/mini';

const Scene = z.object({ mood: z.enum(['calm', 'tense']), note: z.string().nullable() });
const Story = z.object({ title: z.string(), scenes: z.array(Scene) });

describe('responseFormat', () => {
  it('closes the objects of the schema, and adds the name', () => {
    expect(responseFormat(Story, 'story')).toEqual({
      type: 'json_schema',
      json_schema: {
        name: 'story',
        strict: true,
        schema: {
          type: 'object',
          properties: {
            title: { type: 'string' },
            scenes: {
              type: 'array',
              items: {
                type: 'object',
                properties: {
                  mood: { type: 'string', enum: ['calm', 'tense'] },
                  note: { type: ['string', 'null'] },
                },
                required: ['mood', 'note'],
                additionalProperties: false,
              },
            },
          },
          required: ['title', 'scenes'],
          additionalProperties: false,
        },
      },
    });
  });

  it('closes referenced schemas and alternatives', () => {
    interface Tree {
      readonly name: string;
      readonly children: readonly Tree[];
    }
    const tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string(), children: z.array(tree) }));
    const text = JSON.stringify(responseFormat(z.object({ tree, or: z.union([Scene, z.null()]) }), 'tree'));

    expect(text.match(/"properties"/g)).toHaveLength(3);
    expect(text.match(/"additionalProperties":false/g)).toHaveLength(3);
  });

  it('does not close the parts of an intersection, which would exclude each other', () => {
    const parts = [z.object({ a: z.string() }), z.object({ b: z.string() })];
    const schema = { allOf: parts.map((part) => z.toJSONSchema(part, { io: 'input' })) };

    expect(JSON.stringify(responseFormat(schema, 'both'))).not.toContain('additionalProperties');
  });

  it('accepts properties with the names of keywords', () => {
    const schema = z.object({ properties: z.string(), items: z.array(z.string()), required: z.boolean() });

    expect(responseFormat(schema, 'odd')).toMatchObject({
      json_schema: {
        schema: { properties: { properties: { type: 'string' }, required: { type: 'boolean' } } },
      },
    });
  });

  it('rejects an optional property with an error that names it', () => {
    const schema = z.object({ scenes: z.array(z.object({ note: z.string().optional() })) });

    expect(() => responseFormat(schema, 'story')).toThrow(
      new TypeError(
        '`schema.properties.scenes.items.properties.note` must be required in a strict schema; ' +
          'make it nullable, or set `strict: false`',
      ),
    );
    expect(responseFormat(schema, 'story', { strict: false })).toMatchObject({
      json_schema: { strict: false, schema: { properties: { scenes: { type: 'array' } } } },
    });
  });

  it('rejects an object that allows additional properties', () => {
    expect(() => responseFormat(z.looseObject({ a: z.string() }), 'open')).toThrow(
      /^`schema` .*`strict: false`$/,
    );
    expect(() => responseFormat(z.object({ a: z.record(z.string(), z.string()) }), 'open')).toThrow(
      /^`schema\.properties\.a` .*`strict: false`$/,
    );
  });

  it('accepts a plain JSON Schema, and requires one if the library generates none', () => {
    const schema = mini.object({ a: mini.string() });

    expect(() => responseFormat(schema, 'mini')).toThrow(
      /^`schema` must be a JSON Schema, or a schema that generates one/,
    );
    expect(responseFormat(mini.toJSONSchema(schema, { io: 'input' }), 'mini')).toMatchObject({
      json_schema: { schema: { properties: { a: { type: 'string' } } } },
    });
  });

  it('rejects a name that is empty, too long, or has a space', () => {
    for (const name of ['', 'two words', 'x'.repeat(65)])
      expect(() => responseFormat(Story, name)).toThrow(/^`name` must be a string of 1 to 64 letters/);
  });
});
