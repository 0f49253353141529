import { chunk, finish, inVirtualTime, role, usage } from 'venice-rx/testing';
import { showText } from '../../../src/cli/chat/show-text.js';
import { toStderr, toStdout } from '../../../src/cli/output.js';
import { deltaChunk } from '../../../src/testing/builders/envelope.js';
import { pipeCapabilities, terminalCapabilities } from './capabilities.js';

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
const outputs = {
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
    ['the answer as it arrives', pipeCapabilities, false, '-r-a-b-fu-|', '---a-b----(n|)'],
    ['no reasoning that was not requested', pipeCapabilities, false, '-t-a-|', '  ---a-(n|)'],
    ['reasoning before the answer', pipeCapabilities, true, '-t----a---|', ' -t----(ga)(n|)'],
    ['reasoning dimmed', terminalCapabilities, true, '-t----a-----|', '           -d----(ga)--(n|)'],
    ['reasoning without an answer', pipeCapabilities, true, '-t-|', '         -t-(m|)'],
    ['a refusal', pipeCapabilities, false, '-x-|', '                        -x-(n|)'],
    ['the first of several answers', pipeCapabilities, false, '-o-a-|', '     ---a-(n|)'],
    ['both halves of a surrogate pair at once', pipeCapabilities, false, '-p-q-|', '           -p-q-(n|)'],
    ['half a surrogate pair at the end', pipeCapabilities, false, '-p-|', '                -p-(zn|)'],
    ['an answer that breaks off', pipeCapabilities, false, '-a-#', '          -a-(n#)'],
    ['control characters to a pipe', pipeCapabilities, false, '-e-|', '                    -e-(n|)'],
    ['no control characters for a terminal', terminalCapabilities, false, '-e-|', '   -h-(n|)'],
    ['nothing for an answer without text', pipeCapabilities, false, '-r-fu-|', '              ------|'],
  ])('prints %s', (_, capabilities, showsReasoning, sourceMarbles, expectedMarbles) => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(sourceMarbles, chunks);
      const end = sourceMarbles.search(/[|#]/);
      const sourceSubs = `^${'-'.repeat(end - 1)}!`;
      const expected = expectedMarbles.trim();

      const result = source.pipe(showText(capabilities, showsReasoning));

      expectObservable(result).toBe(expected, outputs);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('has separate state for each subscriber', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = cold('-a-|', chunks).pipe(showText(pipeCapabilities, false));

      expectObservable(result).toBe('-a-(n|)', outputs);
      expectObservable(result).toBe('-a-(n|)', outputs);
    });
  });
});
