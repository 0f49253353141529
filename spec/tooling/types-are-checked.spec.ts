// Negative control for the type assertions in spec/: a wrong one must fail the command that runs the specs.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const fixtures = 'spec/tooling/fixtures';

interface Outcome {
  readonly code: number;
  readonly output: string;
}

function run(...args: readonly string[]): Promise<Outcome> {
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: root }, (failure, stdout, stderr) => {
      done({ code: Number(failure?.code ?? 0), output: stdout + stderr });
    });
  });
}

const checkTypes = (): Promise<Outcome> => run('scripts/check-types.mjs', '--project', fixtures);

const runJest = (pattern: string): Promise<Outcome> =>
  run('node_modules/jest/bin/jest.js', '--config', `${fixtures}/jest.config.cjs`, pattern);

describe('the check of types', () => {
  it('reports a wrong type assertion and an unused @ts-expect-error, and nothing else', async () => {
    const { code, output } = await checkTypes();

    expect(code).not.toBe(0);
    expect(output.match(/^.*error TS\d+/gm)).toEqual([
      expect.stringMatching(/missing-error\.ts.*TS2578/),
      expect.stringMatching(/wrong-type\.ts.*TS2344/),
    ]);
  });
});

describe('a run of Jest', () => {
  it('fails when the types of its specs are wrong, although every spec passes', async () => {
    const { code, output } = await runJest('imports-wrong-type');

    expect(output).toContain('1 passed, 1 total');
    expect(output).toMatch(/wrong-type\.ts.*TS2344/);
    expect(code).toBe(1);
  });
});
