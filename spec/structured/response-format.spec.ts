import { responseFormat } from 'venice-rx';
import { z } from 'zod';
import * as mini from 'zod/mini';

const Scene = z.object({ mood: z.enum(['calm', 'tense']), note: z.string().nullable() });
const Story = z.object({ title: z.string(), scenes: z.array(Scene) });

describe('responseFormat', () => {
  it('closes the objects of the schema, and names it', () => {
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

  it('closes what is referred to, and alternatives', () => {
    interface Tree {
      readonly name: string;
      readonly children: readonly Tree[];
    }
    const tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string(), children: z.array(tree) }));
    const text = JSON.stringify(responseFormat(z.object({ tree, or: z.union([Scene, z.null()]) }), 'tree'));

    expect(text.match(/"properties"/g)).toHaveLength(3);
    expect(text.match(/"additionalProperties":false/g)).toHaveLength(3);
  });

  it('leaves the parts of an intersection open, which would shut out each other', () => {
    const parts = [z.object({ a: z.string() }), z.object({ b: z.string() })];
    const schema = { allOf: parts.map((part) => z.toJSONSchema(part, { io: 'input' })) };

    expect(JSON.stringify(responseFormat(schema, 'both'))).not.toContain('additionalProperties');
  });

  it('takes a property that is called like a keyword for what it is', () => {
    const schema = z.object({ properties: z.string(), items: z.array(z.string()), required: z.boolean() });

    expect(responseFormat(schema, 'odd')).toMatchObject({
      json_schema: {
        schema: { properties: { properties: { type: 'string' }, required: { type: 'boolean' } } },
      },
    });
  });

  it('refuses a property that may be missing, and names it', () => {
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

  it('refuses an object that is open on purpose', () => {
    expect(() => responseFormat(z.looseObject({ a: z.string() }), 'open')).toThrow(
      /^`schema` .*`strict: false`$/,
    );
    expect(() => responseFormat(z.object({ a: z.record(z.string(), z.string()) }), 'open')).toThrow(
      /^`schema\.properties\.a` .*`strict: false`$/,
    );
  });

  it('takes a plain JSON Schema, and asks for one where the library makes none', () => {
    const schema = mini.object({ a: mini.string() });

    expect(() => responseFormat(schema, 'mini')).toThrow(
      /^`schema` must be a JSON Schema, or a schema that generates one/,
    );
    expect(responseFormat(mini.toJSONSchema(schema, { io: 'input' }), 'mini')).toMatchObject({
      json_schema: { schema: { properties: { a: { type: 'string' } } } },
    });
  });

  it('refuses a name that a server would refuse', () => {
    for (const name of ['', 'two words', 'x'.repeat(65)])
      expect(() => responseFormat(Story, name)).toThrow(/^`name` must be a string of 1 to 64 letters/);
  });
});
