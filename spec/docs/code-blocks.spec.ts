import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

import { startMockServer } from 'venice-rx/mock-server';

import { badCodeBlocks } from './bad-code-blocks.js';
import { compileCodeBlocks } from './compile-code-blocks.js';
import { countCodeBlocks, extractCodeBlocks, type CodeBlock } from './extract-code-blocks.js';
import { quickScript } from './quick-script.js';
import { findProblems, runCodeBlocks, type BlockReport } from './run-code-blocks.js';
import { root } from './run-program.js';

const files = [
  ...listFiles('.', '.md', { recursive: false }),
  ...listFiles('docs', '.md').filter((file) => !file.startsWith('docs/reference/')),
  ...listFiles('src', '.ts'),
];
const blocks = files.flatMap((file) => extractCodeBlocks(file, read(file)));
const getName = ({ file, line }: CodeBlock): string => `${file}:${line}`;
const temporary = `code-blocks-${process.pid}`;
const controls = extractCodeBlocks('page.md', badCodeBlocks);
let reports: readonly BlockReport[] = [];

// The blocks of the documentation and the bad ones are compiled as one program, and run in the same processes, to save time.
beforeAll(async () => {
  await using server = await startMockServer({ script: quickScript });
  const compiled = compileCodeBlocks([...blocks, ...controls], temporary);
  reports = await runCodeBlocks(compiled, server.baseURL);
}, 600_000);

afterAll(() => {
  rmSync(resolve(root, 'temp', temporary), { recursive: true, force: true });
});

it.each(blocks.map((block) => [getName(block), block] as const))(
  '%s compiles, runs and ends',
  (_name, block) => {
    expect(getProblems(block)).toEqual([]);
  },
);

it('runs every code block that a simpler search finds', () => {
  const total = files.reduce((sum, file) => sum + countCodeBlocks(read(file)), 0);
  const ran = blocks.filter((block) => getProblems(block)?.length === 0).length;
  process.stdout.write(`Code blocks of the documentation: ${ran} ran, ${total - ran} did not.\n`);

  expect(total - ran).toBe(0);
});

it.each(['README.md', 'docs/streaming-guide.md', 'src/client/venice-client.ts'])(
  'finds code in %s',
  (file) => {
    expect(blocks.some((block) => block.file === file)).toBe(true);
  },
);

describe('negative control: a page with a good block and bad blocks', () => {
  const problems = (): readonly (readonly string[])[] => controls.map((block) => getProblems(block) ?? []);

  it('has no problem in its good block', () => {
    expect(problems()[0]).toEqual([]);
  });

  it.each([
    [1, 'a type error', /^page\.md:10: TS2322/],
    [2, 'a type error in JavaScript', /^page\.md:16: TS2339/],
    [3, 'a name that the package does not export', /^page\.md:19: TS2305/],
    [4, 'an exception', /^page\.md:24: ended with exit code 1\n[^]*thrown on purpose/],
    [5, 'an unhandled rejection', /^page\.md:27: ended with exit code 1\n[^]*rejected on purpose/],
    [6, 'an error that no subscriber handles', /^page\.md:30: ended with exit code 1\n[^]*RequestError/],
    [7, 'a program that awaits a promise which never settles', /^page\.md:35: ended with exit code 13/],
    [
      8,
      'a page of Angular without an answer',
      /^page\.md:38: ended with exit code 1\n[^]*does not show an answer/,
    ],
    [9, 'an error that Angular reports', /^page\.md:46: ended with exit code 1\n[^]*reported to Angular/],
  ])('has a problem in block %i: %s', (index, _what, expected) => {
    expect(problems()[index]?.join('\n')).toMatch(expected);
  });

  it('has two problems in each block with a type error and a failure, and one in each other bad block', () => {
    expect(problems().map(({ length }) => length)).toEqual([0, 1, 2, 2, 1, 1, 1, 1, 1, 1]);
  });
});

function getProblems(block: CodeBlock): readonly string[] | undefined {
  const report = reports.find((one) => one.block === block);
  return report && findProblems(report);
}

function listFiles(folder: string, ending: string, { recursive } = { recursive: true }): readonly string[] {
  return readdirSync(resolve(root, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => (folder === '.' ? name : `${folder}/${name.replaceAll('\\', '/')}`))
    .sort();
}

function read(file: string): string {
  return readFileSync(resolve(root, file), 'utf8');
}
