import { contentDeltas, retryOnApiError } from 'venice-rx';
import { cut, finish } from 'venice-rx/testing';

export default {
  title:
    'With skipRepeatedPrefix: true, the part of the continuation that repeats the text so far is dropped',
  run({ chat, source, operator, result }) {
    const values = { a: 'Hel', b: 'lo', c: 'He', d: 'llo', e: ' world', f: finish(), x: cut() };
    const answer = source('answer', chat('60ms a 99ms b 89ms x', values));
    const rest = source('rest', chat('70ms c 109ms d 129ms e 149ms (f|)', values));
    operator('retryOnApiError({ afterFirstToken: () => rest, skipRepeatedPrefix: true }), contentDeltas()');
    const retryAndContinue = retryOnApiError({
      afterFirstToken: () => rest,
      skipRepeatedPrefix: true,
      jitter: () => 0,
    });
    result('text', answer.pipe(retryAndContinue, contentDeltas()));
  },
};
