import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pack } from './pack.js';

const examples = resolve(__dirname, '../../examples/testing');
const tests = {
  jest: 'jest/typeahead.test.ts',
  vitest: 'vitest/typeahead.test.ts',
  jasmine: 'jasmine/typeahead.spec.ts',
  node: 'node/typeahead.test.ts',
};
const frameworks = Object.entries(tests);
let folder: string;

interface Outcome {
  readonly exitCode: number | string;
  readonly output: string;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'venice-rx-'));
  await pack(folder);
  await cp(examples, join(folder, 'examples/testing'), {
    recursive: true,
    filter: (source) => basename(source) !== 'node_modules',
  });
  const { exitCode, output } = await npm('ci', '--no-audit', '--no-fund');
  if (exitCode !== 0) throw new Error(output);
}, 180_000);

afterAll(() => rm(folder, { recursive: true }));

it('the examples of testing compile', async () => {
  expect(await npm('run', 'types')).toMatchObject({ exitCode: 0 });
});

it.each(frameworks)('the example for %s has the same tests as the example for Jest', async (_, file) => {
  const [titles, titlesInJest] = await Promise.all([file, tests.jest].map(readTitles));

  expect(titles).toHaveLength(5);
  expect(titles).toEqual(titlesInJest);
});

describe.each(frameworks)('%s', (framework, file) => {
  it('passes the tests', async () => {
    expect(await npm('run', framework)).toMatchObject({ exitCode: 0 });
  });

  it('fails with a message that names the time and the actual value if an expectation is wrong', async () => {
    const path = join(folder, 'examples/testing', file);
    await writeFile(path, (await readFile(path, 'utf8')).replace("b: 'tea time' }", "b: 'tee time' }"));

    const { exitCode, output } = await npm('run', framework);

    expect(exitCode).not.toBe(0);
    expect(output).toContain('at 306 ms came "tea time" instead of "tee time"');
    expect(output).toContain(`${file}:`);
  });
});

async function readTitles(file: string): Promise<readonly string[]> {
  const text = await readFile(join(examples, file), 'utf8');
  return [...text.matchAll(/^ *(?:describe|it)\('(.*)'/gm)].map(([, title = '']) => title);
}

/** Runs npm in the copy of the examples, as a user would in a terminal. */
function npm(...args: string[]): Promise<Outcome> {
  const { JEST_WORKER_ID, NODE_ENV, ...env } = process.env;
  const options = { cwd: join(folder, 'examples/testing'), env: { ...env, NO_COLOR: '1' } };
  return new Promise((done) => {
    execFile('npm', args, options, (error, stdout, stderr) => {
      done({ exitCode: error?.code ?? 0, output: stdout + stderr });
    });
  });
}
