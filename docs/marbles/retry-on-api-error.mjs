import { defer } from 'rxjs';
import { retryOnApiError } from 'venice-rx';
import { apiError, finish, role } from 'venice-rx/testing';

export default {
  title:
    'retryOnApiError resends a request that fails before its first output; the failed attempt emits nothing',
  run({ chat, source, operator, result }) {
    const values = { r: role(), a: 'Hel', b: 'lo', f: finish() };
    const answers = [
      chat('80ms r 99ms #', values, apiError(503)),
      chat('80ms r 119ms a 119ms b 119ms (f|)', values),
    ];
    const attempts = source(
      ['attempt 1', 'attempt 2'],
      defer(() => answers.shift()),
    );
    operator('retryOnApiError()');
    result('chunks', attempts.pipe(retryOnApiError({ jitter: () => 0 })));
  },
};
