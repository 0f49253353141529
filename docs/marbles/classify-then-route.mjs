import { switchMap } from 'rxjs';
import { contentDeltas, toContent } from 'venice-rx';
import { reasoning } from 'venice-rx/testing';

export default {
  title: 'The answer to the first prompt decides which model answers the question',
  run({ chat, source, operator, result, lastChunk }) {
    const kind = source('easy or hard', chat('80ms (a|)', { a: lastChunk('hard') }));
    operator("toContent(), switchMap((kind) => ask(kind === 'hard' ? 'reasoning' : 'default'))");
    const answer = source(
      'reasoning',
      chat('90ms t 129ms a 99ms (b|)', { t: reasoning('Hm'), a: 'Light ', b: lastChunk('scatters') }),
    );
    operator('contentDeltas()');
    result(
      'text',
      kind.pipe(
        toContent(),
        switchMap((word) => {
          if (word !== 'hard') throw new Error('this picture shows a hard question');
          return answer;
        }),
        contentDeltas(),
      ),
    );
  },
};
