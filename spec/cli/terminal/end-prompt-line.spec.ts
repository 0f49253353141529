import { toStderr, toStdout } from '../../../src/cli/output.js';
import { endPromptLine } from '../../../src/cli/terminal/end-prompt-line.js';
import { inVirtualTime } from 'venice-rx/testing';

const values = { a: toStdout('Hi\n'), n: toStderr('\n') };

it.each([
  ['the end', '  -a-|', '-a-(n|)'],
  ['an error', ' -a-#', '-a-(n#)'],
  ['the end without output', '  ---|', '---(n|)'],
])('endPromptLine emits a line break at %s', (_, sourceMarbles, expected) => {
  inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(sourceMarbles.trim(), values);
    const sourceSubs = '^--!';

    const result = source.pipe(endPromptLine());

    expectObservable(result).toBe(expected, values);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
});
