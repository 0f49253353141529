import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as main from 'venice-rx';
import { getExitCode, exitCodes } from '../../../src/cli/failures/exit-code.js';
import { Interruption } from '../../../src/cli/failures/interruption.js';
import { UsageError } from '../../../src/cli/failures/usage-error.js';

/** Classes that the command does not report: the base class, errors that the command causes itself by ending a run, and errors of features that it does not use. */
const otherClasses = [
  'VeniceError',
  'RequestAbortedError',
  'ClientClosedError',
  'RefusalError',
  'SchemaError',
  'ToolError',
  'ConversationConflictError',
  'ConversationStoreError',
  'IncompleteCompletionError',
];

describe('exit codes', () => {
  it('exist for every class of errors that the command reports', () => {
    const classes = Object.keys(main).filter((name) => name.endsWith('Error') && /^[A-Z]/.test(name));

    expect(Object.keys(exitCodes).sort()).toEqual(
      [...classes.filter((name) => !otherClasses.includes(name)), 'UsageError'].sort(),
    );
  });

  it('are those of docs/command-line.md', () => {
    const page = readFileSync(resolve(__dirname, '../../../docs/command-line.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (\d+) +\| (.+?) +\|/gm)].map(([, code, names = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => [name, Number(code)]),
    );

    expect(Object.fromEntries(rows.flat())).toEqual(exitCodes);
  });

  it('are 1 for errors of other packages, 2 for a UsageError, and that of the signal for an Interruption', () => {
    expect(getExitCode(new Error('x'))).toBe(1);
    expect(getExitCode(Object.assign(new Error('x'), { name: 'RateLimitError' }))).toBe(1);
    expect(getExitCode(new UsageError('x', 'y'))).toBe(2);
    expect(getExitCode(new Interruption(143))).toBe(143);
  });
});
