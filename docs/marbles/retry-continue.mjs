import { contentDeltas, retryOnApiError } from 'venice-rx';
import { cut, finish } from 'venice-rx/testing';

export default {
  title:
    'With skipRepeatedPrefix: true a rest that begins with a copy of what was seen is emitted without the copy',
  run({ chat, source, operator, result }) {
    const values = { a: 'Hel', b: 'lo', c: 'He', d: 'llo', e: ' world', f: finish(), x: cut() };
    const answer = source('answer', chat('60ms a 99ms b 89ms x', values));
    const rest = source('rest', chat('70ms c 109ms d 129ms e 149ms (f|)', values));
    operator('retryOnApiError({ afterFirstToken: () => rest, skipRepeatedPrefix: true }), contentDeltas()');
    const goOn = retryOnApiError({ afterFirstToken: () => rest, skipRepeatedPrefix: true, jitter: () => 0 });
    result('text', answer.pipe(goOn, contentDeltas()));
  },
};
