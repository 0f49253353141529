import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { type ModuleOutcome, runModules } from './module-runner.js';
import { root } from './run-program.js';

const folder = resolve(root, 'temp', `module-runner-${process.pid}`);
const pause = '\nawait new Promise((done) => setTimeout(done, 1));\n';

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('modules that run at the same time in one process', () => {
  it('have their own output and exit code', async () => {
    // An exit code that is set after an exception does not count.
    const outcomes = await runTogether([
      `console.log('one');${pause}console.log('and more');`,
      `console.log('two');${pause}console.error('it failed'); process.exitCode = 3;`,
      `console.log('three');${pause}setTimeout(() => { process.exitCode = 0; }, 5); setTimeout(() => { throw new Error('thrown later'); });`,
      `console.log('four'); await new Promise(() => undefined);`,
      `console.log('five');${pause}void Promise.reject(new Error('rejected'));`,
    ]);

    expect(outcomes.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual([
      [0, 'one\nand more\n'],
      [3, 'two\n'],
      [1, 'three\n'],
      [13, 'four\n'],
      [1, 'five\n'],
    ]);
    expect(outcomes.map(({ stderr }) => stderr.split('\n')[0])).toEqual([
      '',
      'it failed',
      'Error: thrown later',
      '',
      'Error: rejected',
    ]);
  });

  it('run again alone if one of them ends the process', async () => {
    const outcomes = await runTogether([`console.log('one');${pause}`, `process.exit(3);`]);

    expect(outcomes.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual([
      [0, 'one\n'],
      [3, ''],
    ]);
  });

  it('are all reported as failed if they end the process together, but none of them ends it alone', async () => {
    const program = `globalThis.runs = (globalThis.runs ?? 0) + 1; if (globalThis.runs > 1) process.exit(3);`;
    const outcomes = await runTogether([program, program]);

    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([3, 3]);
  });
});

function runTogether(programs: readonly string[]): Promise<readonly ModuleOutcome[]> {
  const modules = programs.map((program, at) => {
    const path = resolve(folder, `${expect.getState().currentTestName}-${at}.mjs`);
    writeFileSync(path, program);
    return path;
  });
  return runModules(modules, { atOnce: modules.length });
}
