import { toErrors, toOutput } from '../../../src/cli/print.js';
import { leaveLine } from '../../../src/cli/terminal/leave-line.js';
import { inVirtualTime } from 'venice-rx/testing';

const values = { a: toOutput('Hi\n'), n: toErrors('\n') };

it.each([
  ['the end', '  -a-|', '-a-(n|)'],
  ['an error', ' -a-#', '-a-(n#)'],
  ['nothing', '  ---|', '---(n|)'],
])('leaveLine begins a new line at %s', (_, given, expected) => {
  inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(given.trim(), values);
    const sourceSubs = '^--!';

    const result = source.pipe(leaveLine());

    expectObservable(result).toBe(expected, values);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
  });
});
