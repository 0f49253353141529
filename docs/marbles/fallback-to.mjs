import { fallbackTo } from 'venice-rx';
import { apiError, finish, role } from 'venice-rx/testing';

export default {
  title: 'fallbackTo sends the request to another model if the first one fails before its first output',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: 'Hel', b: 'lo', f: finish() };
    const first = source('source', chat('60ms r 99ms #', values, apiError(503)));
    const other = source('other', chat('80ms r 99ms a 99ms b 79ms (f|)', values));
    operator('fallbackTo(other)');
    result('chunks', first.pipe(fallbackTo(other)));
  },
};
