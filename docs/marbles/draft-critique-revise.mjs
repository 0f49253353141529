import { EMPTY, expand, last, switchMap } from 'rxjs';
import { toContent } from 'venice-rx';

export default {
  title: 'A draft is criticised and revised until the critique is GOOD',
  run({ chat, source, operator, result, lastChunk }) {
    const draft = source('draft', chat('90ms (a|)', { a: lastChunk('Cat lost') }));
    const first = source('critique 1', chat('80ms (a|)', { a: lastChunk('No name') }));
    const revision = source('revision', chat('100ms (a|)', { a: lastChunk('Tom is lost') }));
    const second = source('critique 2', chat('80ms (a|)', { a: lastChunk('GOOD') }));
    operator('expand((draft) => critique(draft) … revise)');
    const texts = source(
      'drafts',
      draft.pipe(
        toContent(),
        expand((_draft, round) =>
          (round === 0 ? first : second).pipe(
            toContent(),
            switchMap((critique) => (critique === 'GOOD' ? EMPTY : revision.pipe(toContent()))),
          ),
        ),
      ),
    );
    operator('last()');
    result('notice', texts.pipe(last()));
  },
};
