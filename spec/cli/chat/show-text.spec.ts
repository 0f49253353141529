import { chunk, finish, inVirtualTime, role, usage } from 'venice-rx/testing';
import { showText } from '../../../src/cli/chat/show-text.js';
import { toStderr, toStdout } from '../../../src/cli/output.js';
import { deltaChunk } from '../../../src/testing/builders/envelope.js';
import { unwatched, watched } from './looks.js';

const chunks = {
  r: role(),
  t: deltaChunk({ reasoning_content: 'Hm' }),
  a: chunk('Hel'),
  b: chunk('lo'),
  x: deltaChunk({ refusal: 'No' }),
  o: chunk('other', { choice: 1 }),
  e: chunk('\x1b[31m!'),
  p: chunk('Hi\ud83d'),
  q: chunk('\ude00'),
  f: finish(),
  u: usage(),
};
const prints = {
  t: toStderr('Hm'),
  d: toStderr('<dim>Hm</dim>'),
  a: toStdout('Hel'),
  b: toStdout('lo'),
  x: toStdout('No'),
  e: toStdout('\x1b[31m!'),
  p: toStdout('Hi'),
  q: toStdout('\u{1f600}'),
  z: toStdout('\ud83d'),
  h: toStdout('[31m!'),
  g: toStderr('\n\n'),
  m: toStderr('\n'),
  n: toStdout('\n'),
};

describe('showText', () => {
  it.each([
    ['the answer as it comes', unwatched, false, '-r-a-b-fu-|', '---a-b----(n|)'],
    ['no reasoning that was not requested', unwatched, false, '-t-a-|', '  ---a-(n|)'],
    ['reasoning before the answer', unwatched, true, '-t----a---|', ' -t----(ga)(n|)'],
    ['reasoning dimmed', watched, true, '-t----a-----|', '           -d----(ga)--(n|)'],
    ['reasoning without an answer', unwatched, true, '-t-|', '         -t-(m|)'],
    ['a refusal', unwatched, false, '-x-|', '                        -x-(n|)'],
    ['the first of several answers', unwatched, false, '-o-a-|', '     ---a-(n|)'],
    ['a character in halves', unwatched, false, '-p-q-|', '           -p-q-(n|)'],
    ['half a character', unwatched, false, '-p-|', '                -p-(zn|)'],
    ['an answer that breaks off', unwatched, false, '-a-#', '          -a-(n#)'],
    ['bytes to a pipe', unwatched, false, '-e-|', '                    -e-(n|)'],
    ['no control characters for a terminal', watched, false, '-e-|', '   -h-(n|)'],
    ['nothing of nothing', unwatched, false, '-r-fu-|', '              ------|'],
  ])('prints %s', (_, look, showsReasoning, given, wanted) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(given, chunks);
      const end = given.search(/[|#]/);
      const sourceSubs = `^${'-'.repeat(end - 1)}!`;
      const expected = wanted.trim();

      const result = source.pipe(showText(look, showsReasoning));

      expectObservable(result).toBe(expected, prints);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('starts afresh for each subscriber', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = cold('-a-|', chunks).pipe(showText(unwatched, false));

      expectObservable(result).toBe('-a-(n|)', prints);
      expectObservable(result).toBe('-a-(n|)', prints);
    });
  });
});
