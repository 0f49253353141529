import type { ChatMessage } from 'venice-rx';
import { findCallIssues } from '../../../src/mock-server/engine/request/find-call-issues.js';

const user: ChatMessage = { role: 'user', content: 'Hi' };

function calling(...ids: readonly string[]): ChatMessage {
  const tool_calls = ids.map(
    (id) => ({ id, type: 'function', function: { name: 'time', arguments: '{}' } }) as const,
  );
  return { role: 'assistant', content: null, tool_calls };
}

function result(tool_call_id: string): ChatMessage {
  return { role: 'tool', tool_call_id, content: 'noon' };
}

describe('findCallIssues', () => {
  it.each([
    ['a chat without calls', [user, { role: 'assistant', content: 'Hello' }]],
    ['calls with their results', [user, calling('a', 'b'), result('a'), result('b'), user]],
    ['results in another order', [calling('a', 'b'), result('b'), result('a')]],
    ['an id that is reused', [calling('a'), result('a'), calling('a'), result('a')]],
  ] satisfies readonly [string, readonly ChatMessage[]][])('accepts %s', (_, messages) => {
    expect(findCallIssues(messages)).toEqual([]);
  });

  it.each([
    ['a call without a result', [user, calling('a')], 1],
    ['one of two calls without a result', [calling('a', 'b'), result('b'), user], 0],
    ['a result after another message', [calling('a'), user, result('a')], 0, 2],
    ['a result without a call', [user, result('a')], 1],
    ['a result of another call', [calling('a'), result('a'), result('b')], 2],
  ] satisfies readonly [string, readonly ChatMessage[], ...number[]][])(
    'rejects %s',
    (_, messages, ...at) => {
      expect(findCallIssues(messages).map(({ path }) => path)).toEqual(
        at.map((index) => ['messages', index]),
      );
    },
  );
});
