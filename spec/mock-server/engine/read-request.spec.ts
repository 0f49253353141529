import { readRequest } from '../../../src/mock-server/engine/read-request.js';
import type { ErrorReply } from '../../../src/mock-server/engine/error-reply.js';
import type { SchemaIssue } from '../../../src/mock-server/engine/schema-error.js';
import { question } from './question.js';

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
    ['a request', question()],
    ['a streaming request', question({ stream: true })],
    ['content parts', question({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })],
    [
      'an assistant message with only tool calls',
      question({ messages: [{ role: 'assistant', tool_calls: [call] }] }),
    ],
    ['null for nullable fields', question({ stop: null, tools: null })],
  ])('accepts %s', (_, body) => {
    expect(readRequest(body)).toEqual(body);
  });

  it.each([
    ['a body that is not an object', [], []],
    ['a body without model', { messages: question().messages }, ['model']],
    ['an empty model', { ...question(), model: '' }, ['model']],
    ['a body without messages', { model: 'default' }, ['messages']],
    ['an empty array of messages', { ...question(), messages: [] }, ['messages']],
    ['a message that is not an object', { ...question(), messages: ['Hi'] }, ['messages', 0]],
    [
      'an unknown role',
      { ...question(), messages: [{ role: 'knight', content: '' }] },
      ['messages', 0, 'role'],
    ],
    ['a user without content', { ...question(), messages: [{ role: 'user' }] }, ['messages', 0, 'content']],
    [
      'content that is a number',
      { ...question(), messages: [{ role: 'tool', tool_call_id: 'a', content: 1 }] },
      ['messages', 0, 'content'],
    ],
    ['an unknown field', { ...question(), logit_bias: {} }, []],
    [
      'null for a field that is not nullable',
      { ...question(), max_completion_tokens: null },
      ['max_completion_tokens'],
    ],
    ['a temperature above its range', { ...question(), temperature: 2.1 }, ['temperature']],
    ['a penalty below its range', { ...question(), frequency_penalty: -3 }, ['frequency_penalty']],
    ['an unknown effort', { ...question(), reasoning_effort: 'huge' }, ['reasoning_effort']],
    ['five stops', { ...question(), stop: ['a', 'b', 'c', 'd', 'e'] }, ['stop']],
    ['a search that is a boolean', withParameters({ enable_web_search: true }), searchPath],
    [
      'only an empty assistant message',
      { ...question(), messages: [{ role: 'assistant', content: '', tool_calls: [] }] },
      ['messages'],
    ],
    ['a web search that is a string', { ...question(), web_search: 'on' }, []],
    ['an unknown choice of tools', { ...question(), tool_choice: { type: 'any' } }, ['tool_choice']],
    ['a stream that is not a boolean', { ...question(), stream: 'yes' }, ['stream']],
  ])('rejects %s, with its path', (_, body, path) => {
    expect(readRequest(body)).toMatchObject({ status: 400, body: { issues: [{ path }] } });
  });

  it('drops unknown keys of venice_parameters', () => {
    expect(readRequest(withParameters({ enable_nothing: true, enable_e2ee: false }))).toEqual(
      withParameters({ enable_e2ee: false }),
    );
  });

  const { messages } = question();
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
  ])('accepts %s', (_, foreign, own) => {
    const body: Record<string, unknown> = { ...question(), ...foreign };
    if (body['messages'] === undefined) delete body['messages'];

    expect(readRequest(body)).toEqual({ ...question(), ...own });
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
      ...question(),
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

  it('drops assistant messages without content and tool calls', () => {
    const empty = [{ role: 'assistant' }, { role: 'assistant', content: null, tool_calls: [] }];

    expect(readRequest({ ...question(), messages: [...empty, ...messages] })).toEqual(question());
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
  return { ...question(), venice_parameters };
}
