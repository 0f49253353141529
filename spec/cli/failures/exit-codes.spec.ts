import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as main from 'venice-rx';
import { getExitCode, exitCodes } from '../../../src/cli/failures/exit-code.js';
import { Interruption } from '../../../src/cli/failures/interruption.js';
import { UsageError } from '../../../src/cli/failures/usage-error.js';

/** Abstract, an end that the command brings about itself, or of tool calls and objects, which it does not read. */
const elsewhere = [
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
  it('name every class of errors', () => {
    const classes = Object.keys(main).filter((name) => name.endsWith('Error') && /^[A-Z]/.test(name));

    expect(Object.keys(exitCodes).sort()).toEqual(
      [...classes.filter((name) => !elsewhere.includes(name)), 'UsageError'].sort(),
    );
  });

  it('stand in the documentation', () => {
    const page = readFileSync(resolve(__dirname, '../../../docs/command-line.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (\d+) +\| (.+?) +\|/gm)].map(([, code, names = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => [name, Number(code)]),
    );

    expect(Object.fromEntries(rows.flat())).toEqual(exitCodes);
  });

  it('are 1 for what is unknown, and that of the signal for an interruption', () => {
    expect(getExitCode(new Error('x'))).toBe(1);
    expect(getExitCode(Object.assign(new Error('x'), { name: 'RateLimitError' }))).toBe(1);
    expect(getExitCode(new UsageError('x', 'y'))).toBe(2);
    expect(getExitCode(new Interruption(143))).toBe(143);
  });
});
