import { readRequest } from '../../../src/mock-server/engine/read-request.js';
import type { ErrorReply } from '../../../src/mock-server/engine/error-reply.js';
import type { SchemaIssue } from '../../../src/mock-server/engine/create-schema-error.js';
import { chatRequest } from './chat-request.js';

const searchPath = ['venice_parameters', 'enable_web_search'];

const call = {
  id: 'call_7',
  type: 'function',
  function: { name: 'weather', arguments: '{"city":"Oslo"}' },
} as const;
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const tools = [{ type: 'function', function: { name: 'weather', parameters } }];

describe('readRequest', () => {
  it.each([
    ['a request', chatRequest()],
    ['a streaming request', chatRequest({ stream: true })],
    ['content parts', chatRequest({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })],
    [
      'an assistant message with only tool calls',
      chatRequest({ messages: [{ role: 'assistant', tool_calls: [call] }] }),
    ],
    ['null for nullable fields', chatRequest({ stop: null, tools: null })],
  ])('accepts %s', (_, body) => {
    expect(readRequest(body)).toEqual(body);
  });

  it.each([
    ['a body that is not an object', [], []],
    ['a body without model', { messages: chatRequest().messages }, ['model']],
    ['an empty model', { ...chatRequest(), model: '' }, ['model']],
    ['a body without messages', { model: 'default' }, ['messages']],
    ['an empty array of messages', { ...chatRequest(), messages: [] }, ['messages']],
    ['a message that is not an object', { ...chatRequest(), messages: ['Hi'] }, ['messages', 0]],
    [
      'an unknown role',
      { ...chatRequest(), messages: [{ role: 'knight', content: '' }] },
      ['messages', 0, 'role'],
    ],
    [
      'a user without content',
      { ...chatRequest(), messages: [{ role: 'user' }] },
      ['messages', 0, 'content'],
    ],
    [
      'content that is a number',
      { ...chatRequest(), messages: [{ role: 'tool', tool_call_id: 'a', content: 1 }] },
      ['messages', 0, 'content'],
    ],
    ['an unknown field', { ...chatRequest(), logit_bias: {} }, []],
    [
      'null for a field that is not nullable',
      { ...chatRequest(), max_completion_tokens: null },
      ['max_completion_tokens'],
    ],
    ['a temperature above its range', { ...chatRequest(), temperature: 2.1 }, ['temperature']],
    ['a penalty below its range', { ...chatRequest(), frequency_penalty: -3 }, ['frequency_penalty']],
    ['an unknown effort', { ...chatRequest(), reasoning_effort: 'huge' }, ['reasoning_effort']],
    ['five stops', { ...chatRequest(), stop: ['a', 'b', 'c', 'd', 'e'] }, ['stop']],
    ['a search that is a boolean', withParameters({ enable_web_search: true }), searchPath],
    [
      'only an empty assistant message',
      { ...chatRequest(), messages: [{ role: 'assistant', content: '', tool_calls: [] }] },
      ['messages'],
    ],
    ['a web search that is a string', { ...chatRequest(), web_search: 'on' }, []],
    ['an unknown choice of tools', { ...chatRequest(), tool_choice: { type: 'any' } }, ['tool_choice']],
    ['a stream that is not a boolean', { ...chatRequest(), stream: 'yes' }, ['stream']],
  ])('rejects %s, with its path', (_, body, path) => {
    expect(readRequest(body)).toMatchObject({ status: 400, body: { issues: [{ path }] } });
  });

  it('drops unknown keys of venice_parameters', () => {
    expect(readRequest(withParameters({ enable_nothing: true, enable_e2ee: false }))).toEqual(
      withParameters({ enable_e2ee: false }),
    );
  });

  const { messages } = chatRequest();
  it.each<[string, object, object]>([
    ['input', { messages: undefined, input: messages }, { messages }],
    ['input next to messages', { input: [] }, { messages }],
    ['max_output_tokens', { max_output_tokens: 5 }, { max_tokens: 5 }],
    ['promptCacheKey', { promptCacheKey: 'a' }, { prompt_cache_key: 'a' }],
    ['web_search: true', { web_search: true }, { venice_parameters: { enable_web_search: 'on' } }],
    ['web_search: false', { web_search: false }, { venice_parameters: { enable_web_search: 'off' } }],
    [
      'web_search next to enable_web_search',
      { web_search: true, venice_parameters: { enable_web_search: 'auto' } },
      { venice_parameters: { enable_web_search: 'auto' } },
    ],
    ['include, which it drops', { include: 5 }, {}],
    ['metadata, which it drops', { metadata: { a: 1 } }, {}],
    ['a flat tool', { tools: [{ type: 'function', name: 'weather', parameters }] }, { tools }],
    ['a tool of Anthropic', { tools: [{ name: 'weather', input_schema: parameters }] }, { tools }],
    ['a tool choice in an object', { tool_choice: { type: 'required' } }, { tool_choice: 'required' }],
  ])('accepts %s', (_, otherFields, veniceFields) => {
    const body: Record<string, unknown> = { ...chatRequest(), ...otherFields };
    if (body['messages'] === undefined) delete body['messages'];

    expect(readRequest(body)).toEqual({ ...chatRequest(), ...veniceFields });
  });

  it("converts Anthropic's tool blocks to tool calls and tool messages", () => {
    const toolUse = { type: 'tool_use', id: 'call_7', name: 'weather', input: { city: 'Oslo' } };
    const toolResult = {
      type: 'tool_result',
      tool_use_id: 'call_7',
      content: [{ type: 'text', text: '12 degrees' }],
    };
    const more = { type: 'text', text: 'And in Bergen?' };
    const body = {
      ...chatRequest(),
      messages: [
        { role: 'assistant', content: [toolUse] },
        { role: 'user', content: [toolResult, more] },
      ],
    };

    expect(readRequest(body)).toMatchObject({
      messages: [
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_7', content: '12 degrees' },
        { role: 'user', content: [more] },
      ],
    });
  });

  it('drops assistant messages with neither content nor tool calls', () => {
    const empty = [{ role: 'assistant' }, { role: 'assistant', content: null, tool_calls: [] }];

    expect(readRequest({ ...chatRequest(), messages: [...empty, ...messages] })).toEqual(chatRequest());
  });

  it('reports all issues, as an array and as a tree', () => {
    const refusal = readRequest({ messages: [{ role: 'knight' }] });

    const { details, issues } = (refusal as ErrorReply).body as {
      details: unknown;
      issues: readonly SchemaIssue[];
    };
    expect(issues.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['invalid_type', 'model'],
      ['invalid_union', 'messages.0.role'],
    ]);
    expect(details).toEqual({
      _errors: [],
      model: { _errors: ['Expected string'] },
      messages: { _errors: [], 0: { _errors: [], role: { _errors: ['Invalid input'] } } },
    });
  });
});

function withParameters(venice_parameters: object): object {
  return { ...chatRequest(), venice_parameters };
}
