import { contentDeltas } from 'venice-rx';
import { finish, role, usage } from 'venice-rx/testing';

export default {
  title: 'contentDeltas emits the text of each chunk, and nothing for a chunk without text',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: 'Hel', b: 'lo', f: finish(), u: usage() };
    const chunks = source('chunks', chat('40ms r 59ms a 59ms b 59ms f 39ms (u|)', values));
    operator('contentDeltas()');
    result('text', chunks.pipe(contentDeltas()));
  },
};
