import { shareChat } from 'venice-rx';
import { finish, role } from 'venice-rx/testing';

export default {
  title: 'shareChat gives late subscribers the answer so far as one chunk, and then the live chunks',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: 'Hel', b: 'lo ', c: 'wor', d: 'ld', f: finish() };
    const chunks = source('one request', chat('40ms r 79ms a 99ms b 179ms c 99ms d 69ms (f|)', values));
    operator('shareChat()');
    const shared = chunks.pipe(shareChat());
    result('first', shared);
    result('leaves early', shared, { to: 180 });
    result('comes late', shared, { from: 310 });
    result('after the end', shared, { from: 660 });
  },
};
