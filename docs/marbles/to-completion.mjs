import { toCompletion } from 'venice-rx';
import { finish, role, usage } from 'venice-rx/testing';

export default {
  title: 'toCompletion emits the whole completion once, when the source completes',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: 'Hel', b: 'lo', f: finish(), u: usage() };
    const chunks = source('chunks', chat('40ms r 59ms a 59ms b 59ms f 39ms (u|)', values));
    operator('toCompletion()');
    result('completion', chunks.pipe(toCompletion()));
  },
};
