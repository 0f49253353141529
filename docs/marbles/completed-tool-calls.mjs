import { completedToolCalls } from 'venice-rx';
import { finish, role, toolCall } from 'venice-rx/testing';

export default {
  title: 'completedToolCalls emits the tool calls one by one, when the answer is complete',
  run({ chat, source, operator, result }) {
    const values = {
      r: role(),
      a: toolCall({ name: 'weather' }),
      b: toolCall({ arguments: '{"city":' }),
      c: toolCall({ arguments: '"Oslo"}' }),
      d: toolCall({ index: 1, name: 'time', arguments: '{}' }),
      f: finish('tool_calls'),
    };
    const chunks = source('chunks', chat('40ms r 59ms a 99ms b 99ms c 89ms d 99ms (f|)', values));
    operator('completedToolCalls()');
    result('tool calls', chunks.pipe(completedToolCalls()));
  },
};
