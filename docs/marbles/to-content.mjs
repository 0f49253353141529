import { toContent } from 'venice-rx';
import { cut, finish, role } from 'venice-rx/testing';

export default {
  title: 'toContent emits the whole text once; if the answer breaks off, the error has the text so far',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: 'Hel', b: 'lo', f: finish(), x: cut() };
    const chunks = source('whole answer', chat('40ms r 79ms a 79ms b 79ms (f|)', values));
    const broken = source('cut answer', chat('40ms r 79ms a 99ms x', values));
    operator('toContent()');
    result('text', chunks.pipe(toContent()));
    result('text', broken.pipe(toContent()));
  },
};
