import { catchError, of } from 'rxjs';
import { concatMapEager, toContent } from 'venice-rx';
import { apiError } from 'venice-rx/testing';

export default {
  title: 'One of three answers fails and becomes a value; the other two are not affected',
  run({ chat, source, operator, result, lastChunk }) {
    const models = source('models', of('A', 'B', 'C'));
    const answers = {
      A: source('A', chat('120ms a 149ms (b|)', { a: 'Hel', b: lastChunk('lo') })),
      B: source('B', chat('90ms #', {}, apiError(404))),
      C: source('C', chat('100ms a 119ms (b|)', { a: 'Good', b: lastChunk('bye') })),
    };
    operator('concatMapEager((model) => ask(model).pipe(toContent(), catchError(…)))');
    result(
      'results',
      models.pipe(
        concatMapEager((model) =>
          answers[model].pipe(
            toContent(),
            catchError(({ name }) => of(name)),
          ),
        ),
      ),
    );
  },
};
