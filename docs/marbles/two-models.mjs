import { map, merge } from 'rxjs';
import { toState } from 'venice-rx';
import { apiError } from 'venice-rx/testing';

export default {
  title: 'Two models answer at once; one fails, and the other continues',
  run({ chat, source, operator, result, lastChunk }) {
    const one = source('default', chat('110ms a 219ms (b|)', { a: 'Hel', b: lastChunk('lo') }));
    const other = source('reasoning', chat('220ms a 219ms #', { a: 'Good' }, apiError(503)));
    operator('merge(…), each with toState()');
    const states = (name, chunks) =>
      chunks.pipe(
        toState(),
        map(({ status }) => `${name}: ${status}`),
      );
    result('states', merge(states('D', one), states('R', other)));
  },
};
