import { defer } from 'rxjs';
import { accumulate, retryOnApiError } from 'venice-rx';
import { cut, finish } from 'venice-rx/testing';

export default {
  title: 'After accumulate, an answer may start over: its snapshots replace those of the failed attempt',
  run({ chat, source, operator, result }) {
    const values = { a: 'Good', b: 'bye', c: 'Hel', d: 'lo', f: finish(), x: cut() };
    const answers = [chat('70ms a 139ms b 109ms x', values), chat('70ms c 129ms d 119ms (f|)', values)];
    const attempts = source(
      ['attempt 1', 'attempt 2'],
      defer(() => answers.shift()),
    );
    operator("accumulate(), retryOnApiError({ afterFirstToken: 'restart' })");
    const retryFromStart = retryOnApiError({ afterFirstToken: 'restart', jitter: () => 0 });
    result('snapshots', attempts.pipe(accumulate(), retryFromStart));
  },
};
