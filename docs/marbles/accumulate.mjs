import { accumulate } from 'venice-rx';
import { cut, finish, role } from 'venice-rx/testing';

export default {
  title: 'accumulate emits the completion so far for each chunk; an error has the last one as partial',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: 'Hel', b: 'lo', f: finish(), x: cut() };
    const chunks = source('whole answer', chat('40ms r 79ms a 79ms b 79ms (f|)', values));
    const broken = source('cut answer', chat('40ms r 79ms a 79ms b 49ms x', values));
    operator('accumulate()');
    result('snapshots', chunks.pipe(accumulate()));
    result('snapshots', broken.pipe(accumulate()));
  },
};
