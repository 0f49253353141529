import { readRequest } from '../../src/engine/read-request.js';
import type { ErrorReply } from '../../src/engine/error-reply.js';
import type { SchemaIssue } from '../../src/engine/schema-error.js';
import { question } from './question.js';

const searchPath = ['venice_parameters', 'enable_web_search'];

describe('readRequest', () => {
  it.each([
    ['a question', question()],
    ['a question to be streamed', question({ stream: true })],
    ['parts', question({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })],
    ['an assistant without content', question({ messages: [{ role: 'assistant', tool_calls: [] }] })],
    ['null where it may be', question({ stop: null, tools: null })],
  ])('accepts %s', (_, body) => {
    expect(readRequest(body)).toEqual(body);
  });

  it.each([
    ['a body that is no object', [], []],
    ['a body without model', { messages: question().messages }, ['model']],
    ['an empty model', { ...question(), model: '' }, ['model']],
    ['a body without messages', { model: 'default' }, ['messages']],
    ['an empty list of messages', { ...question(), messages: [] }, ['messages']],
    ['a message that is no object', { ...question(), messages: ['Hi'] }, ['messages', 0]],
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
    ['a field that nobody knows', { ...question(), logit_bias: {} }, []],
    ['null where it may not be', { ...question(), max_completion_tokens: null }, ['max_completion_tokens']],
    ['a temperature above its range', { ...question(), temperature: 2.1 }, ['temperature']],
    ['a penalty below its range', { ...question(), frequency_penalty: -3 }, ['frequency_penalty']],
    ['an unknown effort', { ...question(), reasoning_effort: 'huge' }, ['reasoning_effort']],
    ['five stops', { ...question(), stop: ['a', 'b', 'c', 'd', 'e'] }, ['stop']],
    ['a search that is a boolean', withParameters({ enable_web_search: true }), searchPath],
    [
      'only an assistant that says nothing',
      { ...question(), messages: [{ role: 'assistant' }] },
      ['messages'],
    ],
    ['a stream that is no boolean', { ...question(), stream: 'yes' }, ['stream']],
  ])('refuses %s and says where', (_, body, path) => {
    expect(readRequest(body)).toMatchObject({ status: 400, body: { issues: [{ path }] } });
  });

  it('drops what it does not know of in venice_parameters', () => {
    expect(readRequest(withParameters({ enable_nothing: true, enable_e2ee: false }))).toEqual(
      withParameters({ enable_e2ee: false }),
    );
  });

  it('knows the names that other clients have for some fields', () => {
    const { messages, ...rest } = question({ max_tokens: 5 });

    expect(readRequest({ ...rest, input: messages })).toEqual(question({ max_tokens: 5 }));
  });

  it('reports all mistakes, as a list and as a tree', () => {
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
