import { concatMapEager, contentDeltas } from 'venice-rx';

export default {
  title: 'concatMapEager runs two prompts at once, and emits their answers in order',
  run({ chat, source, operator, result }) {
    const one = chat('80ms a 239ms b 119ms |', { a: 'Hel', b: 'lo' });
    const other = chat('40ms c 119ms d 119ms |', { c: 'Good', d: 'bye' });
    const prompts = source(
      'answers to one and other',
      chat('20ms a 119ms b 119ms |', { a: 'one', b: 'other' }),
    );
    operator('concatMapEager(ask)');
    result(
      'texts',
      prompts.pipe(
        contentDeltas(),
        concatMapEager((prompt) => (prompt === 'one' ? one : other).pipe(contentDeltas())),
      ),
    );
  },
};
