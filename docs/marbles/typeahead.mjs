import { debounceTime, switchMap } from 'rxjs';
import { accumulate, contentDeltas } from 'venice-rx';

export default {
  title: 'Further typing cancels the suggestion for the earlier text',
  run({ chat, source, operator, result, lastChunk }) {
    const keys = chat('30ms a 89ms b 179ms c 149ms |', { a: 'ca', b: 'cat', c: 'cats' }).pipe(
      contentDeltas(),
    );
    const typed = source('typed', keys);
    operator('debounceTime(100), switchMap(suggest)');
    const answers = {
      cat: source('for cat', chat('120ms a 149ms (b|)', { a: 'Cats', b: lastChunk(' purr') })),
      cats: source('for cats', chat('120ms a 149ms (b|)', { a: 'Cats', b: lastChunk(' sleep') })),
    };
    operator('accumulate()');
    result(
      'suggestions',
      typed.pipe(
        debounceTime(100),
        switchMap((text) => answers[text].pipe(accumulate())),
      ),
    );
  },
};
