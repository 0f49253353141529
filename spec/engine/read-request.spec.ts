import { checkRequest } from '../../src/engine/check-request.js';
import type { SchemaIssue } from '../../src/engine/schema-error.js';
import { question } from './question.js';

describe('checkRequest', () => {
  it.each([
    ['a question', question()],
    ['a question to be streamed', question({ stream: true })],
    ['parts', question({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })],
    ['an assistant without content', question({ messages: [{ role: 'assistant', tool_calls: [] }] })],
  ])('accepts %s', (_, body) => {
    expect(checkRequest(body)).toBeUndefined();
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
      { ...question(), messages: [{ role: 'tool', content: 1 }] },
      ['messages', 0, 'content'],
    ],
    ['a stream that is no boolean', { ...question(), stream: 'yes' }, ['stream']],
  ])('refuses %s and says where', (_, body, path) => {
    expect(checkRequest(body)).toMatchObject({ status: 400, body: { issues: [{ path }] } });
  });

  it('reports all mistakes, as a list and as a tree', () => {
    const refusal = checkRequest({ messages: [{ role: 'knight' }] });

    const { details, issues } = refusal?.body as { details: unknown; issues: readonly SchemaIssue[] };
    expect(issues.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['invalid_type', 'model'],
      ['invalid_value', 'messages.0.role'],
    ]);
    expect(details).toEqual({
      _errors: [],
      model: { _errors: ['Expected a string'] },
      messages: { _errors: [], 0: { _errors: [], role: { _errors: ['Invalid role'] } } },
    });
  });
});
