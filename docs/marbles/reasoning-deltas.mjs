import { reasoningDeltas } from 'venice-rx';
import { finish, reasoning, role } from 'venice-rx/testing';

export default {
  title: 'reasoningDeltas emits the reasoning of each chunk',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: reasoning('Let me '), b: reasoning('see.'), c: 'Hello', f: finish() };
    const chunks = source('chunks', chat('40ms r 59ms a 99ms b 119ms c 99ms (f|)', values));
    operator('reasoningDeltas()');
    result('reasoning', chunks.pipe(reasoningDeltas()), { kind: 'reasoning' });
  },
};
