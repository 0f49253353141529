import { toState } from 'venice-rx';
import { apiError, finish, role } from 'venice-rx/testing';

export default {
  title: 'toState emits the status of the chat: pending, streaming, and done or failed',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: 'Hel', b: 'lo', f: finish() };
    const chunks = source('whole answer', chat('80ms r 99ms a 169ms b 139ms (f|)', values));
    const failing = source('failing answer', chat('80ms r 99ms a 169ms #', values, apiError(500)));
    operator('toState()');
    result('states', chunks.pipe(toState()));
    result('states', failing.pipe(toState()));
  },
};
