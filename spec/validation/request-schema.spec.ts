import { expectTypeOf } from 'expect-type';
import type { ChatCompletionRequest } from 'venice-rx';
import * as z from 'zod/mini';
import { requestSchema } from '../../src/validation/request-schema.js';

const schema = requestSchema(z);

const request = { model: 'default', messages: [{ role: 'user', content: 'Hi' }] };
const user = (part: object): object => ({ messages: [{ role: 'user', content: [part] }] });
const jsonSchema = { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: {} } };
const url = 'https://example.com/a';

/** A type with only readonly properties, and without index signatures. */
type NamedFields<T> = T extends readonly (infer Element)[]
  ? readonly NamedFields<Element>[]
  : T extends object
    ? { readonly [Key in keyof T as string extends Key ? never : Key]: NamedFields<T[Key]> }
    : T;

/** Fields, each with a valid and an invalid value. */
const fields: readonly (readonly [field: string, accepted: unknown, rejected: unknown])[] = [
  ['model', 'kimi-k3', ''],
  ['messages', request.messages, []],
  ['stream', true, 'yes'],
  ['stream_options', { include_usage: true }, { include_usage: 1 }],
  ['temperature', 2, 2.1],
  ['top_p', 0, 1.1],
  ['top_k', 0, 1.5],
  ['min_p', 1, -0.1],
  ['min_temp', 0, -1],
  ['max_temp', 2, 3],
  ['frequency_penalty', -2, -2.1],
  ['presence_penalty', 2, 2.1],
  ['repetition_penalty', 1.2, -1],
  ['max_completion_tokens', 100, null],
  ['max_tokens', 0, 1.5],
  ['n', 2, 0],
  ['seed', 1, 0],
  ['stop', ['a', 'b', 'c', 'd'], []],
  ['stop', null, 1],
  ['stop_token_ids', [1], ['1']],
  ['logprobs', true, 1],
  ['top_logprobs', 0, -1],
  ['tools', [{ type: 'function', function: { name: 'a', parameters: {} } }], [{ type: 'function' }]],
  ['tools', [{ type: 'web_search' }], [{ type: 'hammer' }]],
  ['tools', null, {}],
  ['tool_choice', 'required', 'sometimes'],
  ['tool_choice', { type: 'function', function: { name: 'a' } }, { type: 'function' }],
  ['parallel_tool_calls', false, null],
  ['response_format', { type: 'text' }, { type: 'xml' }],
  ['response_format', { type: 'json_object' }, { type: 'json_object', more: 1 }],
  ['response_format', jsonSchema, { type: 'json_schema' }],
  ['reasoning', { effort: 'max', enabled: false, summary: 'auto' }, { effort: 'huge' }],
  ['reasoning_effort', 'none', 'huge'],
  ['verbosity', 'auto', 'loud'],
  ['text', { verbosity: 'low' }, { verbosity: 1 }],
  ['prompt_cache_key', 'a', 1],
  ['prompt_cache_retention', '24h', '48h'],
  ['fallbacks', [{ model: 'a' }], Array.from({ length: 11 }, () => ({ model: 'a' }))],
  ['anon_user_id', 'maren', 'a||b'],
  ['user', 'maren', 1],
  ['store', true, 'yes'],
  ['include', ['a'], 'a'],
  ['metadata', { a: 'b' }, { a: 1 }],
  ['venice_parameters', {}, null],
  ['venice_parameters', { enable_x_search: false }, { nothing: 1 }],
  ['venice_parameters', { character_slug: 'a' }, { character_slug: 1 }],
  ['venice_parameters', { enable_web_search: 'auto' }, { enable_web_search: true }],
  ...[
    'strip_thinking_response',
    'disable_thinking',
    'enable_e2ee',
    'enable_web_scraping',
    'enable_web_citations',
    'include_search_results_in_stream',
    'return_search_results_as_documents',
    'include_venice_system_prompt',
    'enable_x_search',
  ].map((key) => ['venice_parameters', { [key]: true }, { [key]: 'on' }] as const),
];

describe('the schema of a request', () => {
  it.each(fields)('accepts the %s %j, and rejects %j', (field, accepted, rejected) => {
    expect(schema.safeParse({ ...request, [field]: accepted }).success).toBe(true);
    expect(schema.safeParse({ ...request, [field]: rejected }).error?.issues[0]?.path[0]).toBe(field);
  });

  it("drops unknown keys of venice_parameters with 'drop'", () => {
    const { data } = requestSchema(z, 'drop').safeParse({
      ...request,
      venice_parameters: { nothing: 1, character_slug: 'a' },
    });

    expect(data?.venice_parameters).toEqual({ character_slug: 'a' });
  });

  it('has the fields of ChatCompletionRequest, and accepts its values', () => {
    type Fields = z.input<typeof schema>;

    expectTypeOf<keyof ChatCompletionRequest>().toEqualTypeOf<keyof Fields>();
    expectTypeOf<NamedFields<ChatCompletionRequest>>().toExtend<NamedFields<Fields>>();
  });

  it('is tested with every field', () => {
    expect(new Set(fields.map(([field]) => field))).toEqual(new Set(Object.keys(schema.shape)));
  });

  it.each(['logit_bias', 'functions', 'service_tier', 'modalities'])(
    'rejects %s, which Venice does not know',
    (key) => {
      expect(schema.safeParse({ ...request, [key]: {} }).error?.issues[0]).toMatchObject({
        code: 'unrecognized_keys',
        keys: [key],
      });
    },
  );

  it.each([
    [
      { type: 'text', text: 'Hi', cache_control: { type: 'ephemeral', ttl: '1h' } },
      { type: 'text', text: '' },
    ],
    [
      { type: 'image_url', image_url: { url } },
      { type: 'image_url', image_url: url },
    ],
    [
      { type: 'input_audio', input_audio: { data: 'AA==', format: 'mp3' } },
      { type: 'input_audio', input_audio: {} },
    ],
    [{ type: 'video_url', video_url: { url } }, { type: 'video_url' }],
    [
      { type: 'file', file: { file_data: url, filename: 'a.pdf' } },
      { type: 'file', file: { filename: 'a' } },
    ],
  ])('accepts the content part %j of a user, and rejects %j', (accepted, rejected) => {
    expect(schema.safeParse({ ...request, ...user(accepted) }).success).toBe(true);
    expect(schema.safeParse({ ...request, ...user(rejected) }).success).toBe(false);
  });

  it.each([
    [{ role: 'system', content: 'Hi', name: null }, { role: 'system' }],
    [
      { role: 'developer', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'developer', content: [{ type: 'file' }] },
    ],
    [
      { role: 'user', content: 'Hi' },
      { role: 'user', content: null },
    ],
    [
      { role: 'assistant', content: null, tool_calls: [], thought_signature: 'a', refusal: null },
      { role: 'assistant', content: 1 },
    ],
    [
      { role: 'assistant', reasoning_details: [{ type: 'a', more: 1 }] },
      { role: 'assistant', reasoning_details: [{}] },
    ],
    [
      { role: 'tool', content: 'a', tool_call_id: 'b' },
      { role: 'tool', content: 'a' },
    ],
  ])('accepts the message %j, and rejects %j', (accepted, rejected) => {
    expect(schema.safeParse({ ...request, messages: [accepted] }).success).toBe(true);
    expect(schema.safeParse({ ...request, messages: [rejected] }).success).toBe(false);
  });
});
