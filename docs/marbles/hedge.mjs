import { hedge } from 'venice-rx';
import { finish, role } from 'venice-rx/testing';

export default {
  title: 'hedge sends a second request when the first is slow, and cancels the one whose output comes later',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: 'Hel', b: 'lo', f: finish() };
    const primary = source('primary', chat('60ms r 399ms a 99ms (f|)', values));
    const backup = source('backup', chat('60ms r 99ms a 99ms b 79ms (f|)', values));
    operator('hedge(primary, backup, { after: 150 })');
    result('chunks', hedge(primary, backup, { after: 150 }));
  },
};
