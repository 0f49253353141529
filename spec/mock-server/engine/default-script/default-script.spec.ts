import { defaultScript, story } from 'venice-rx/mock-server';

import { answerRequest } from '../../../../src/mock-server/engine/answer-request.js';
import { generateJson } from '../../../../src/mock-server/engine/default-script/generate-json.js';
import { findReply } from '../../../../src/mock-server/engine/find-reply.js';
import type { TextReply } from '../../../../src/mock-server/engine/text-reply.js';
import type { ChatCompletionRequest } from '../../../../src/wire/chat-completion-request.js';
import type { JsonSchema } from '../../../../src/wire/tool.js';
import { context, httpRequest, chatRequest } from '../chat-request.js';

const parameters = { properties: { city: { type: 'string' } } };
const tools = [{ type: 'function', function: { name: 'get_weather', parameters } }] as const;
const call = { name: 'get_weather', arguments: { city: 'Oslo' } };

describe('the default script', () => {
  it('calls a tool that the prompt mentions', () => {
    expect(reply({ tools, ...prompt('What is the weather in Oslo?') }).toolCalls).toEqual([call]);
    expect(reply({ tools, ...prompt('Tell me of Oslo.') }).text).toBe(story);
  });

  it('calls a tool with the tool choice `required`, and no tool with `none`', () => {
    const { toolCalls } = reply({ tools, tool_choice: 'required', ...prompt('Tell me of Oslo.') });

    expect(toolCalls).toEqual([call]);
    expect(reply({ tools, tool_choice: 'none', ...prompt('The weather?') }).text).toBe(story);
  });

  it('answers with the results of tools', () => {
    const result = { role: 'tool', tool_call_id: 'call_1', content: '12 degrees' } as const;
    const { messages } = prompt('What is the weather in Oslo?');

    expect(reply({ tools, messages: [...messages, result] }).text).toBe('The tools say: 12 degrees');
  });

  it('answers with JSON that matches the schema of the request', () => {
    // A string of the answer is a name from the prompt, or 'lantern' if the prompt has none.
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 18 } },
    };
    const response_format = { type: 'json_schema', json_schema: { name: 'knight', schema } } as const;

    expect(JSON.parse(reply({ response_format }).text)).toEqual({ name: 'lantern', age: 18 });
  });

  it('does not answer for an unknown model', () => {
    const request = chatRequest({ model: 'unknown', tools, ...prompt('What is the weather in Oslo?') });

    expect(answerRequest(httpRequest(request), context({ script: defaultScript })).status).toBe(404);
  });

  it('has reasoning or sources if the request enables them', () => {
    expect(reply({ reasoning_effort: 'low' }).reasoning).toMatch(/knight/);
    expect(reply({ venice_parameters: { enable_web_search: 'on' } }).citations).toHaveLength(2);
    expect(reply({}).citations).toBeUndefined();
  });
});

describe('generateJson', () => {
  it('uses the words in turn for the strings without a known format', () => {
    const text = { type: 'string' };
    const schema = {
      type: 'object',
      properties: { city: text, day: { type: 'string', format: 'date' }, country: text },
    };

    expect(generateJson(schema, ['Oslo', 'Norway'])).toMatchObject({ city: 'Oslo', country: 'Norway' });
  });

  it.each<[JsonSchema, unknown]>([
    [{ const: 5 }, 5],
    [{ enum: ['a', 'b'] }, 'a'],
    [{ type: ['string', 'null'] }, 'lantern'],
    [{ type: 'array', items: { type: 'boolean' }, minItems: 3 }, [true, true, true]],
    [{ type: 'array', items: { type: 'null' }, maxItems: 1 }, [null]],
    [{ type: 'number', maximum: -1 }, -1],
    // The lowest multiple of 5 from 4 + 5 on.
    [{ type: 'integer', exclusiveMinimum: 4, multipleOf: 5 }, 10],
    [{ type: 'string', format: 'date' }, '2026-10-01'],
    [{ type: 'string', minLength: 10 }, 'lanternlan'],
    [{ type: 'string', maxLength: 3 }, 'lan'],
    [{ anyOf: [{ type: 'integer' }, { type: 'null' }] }, 1],
    [{ allOf: [{ properties: { a: { const: 1 } } }, { properties: { b: { const: 2 } } }] }, { a: 1, b: 2 }],
    [{ $ref: '#/$defs/a', $defs: { a: { type: 'boolean' } } }, true],
  ])('generates from %j %j', (schema, value) => {
    expect(generateJson(schema)).toEqual(value);
  });

  it('terminates for a recursive schema', () => {
    const schema = { properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }, required: ['next'] };

    expect(JSON.stringify(generateJson(schema))).toMatch(/null/);
  });
});

function reply(fields: Partial<ChatCompletionRequest>): TextReply {
  return findReply(defaultScript, chatRequest(fields)) as TextReply;
}

function prompt(content: string): Pick<ChatCompletionRequest, 'messages'> {
  return { messages: [{ role: 'user', content }] };
}
