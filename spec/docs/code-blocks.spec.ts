import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

import { startLocalServer } from 'venice-rx/server';

import { compileCodeBlocks } from './compile-code-blocks.js';
import { countCodeBlocks, extractCodeBlocks, type CodeBlock } from './extract-code-blocks.js';
import { quickScript } from './quick-script.js';
import { problemsOf, runCodeBlocks, type BlockReport } from './run-code-blocks.js';
import { root } from './run-program.js';

const files = [
  ...filesIn('.', '.md', { recursive: false }),
  ...filesIn('docs', '.md').filter((file) => !file.startsWith('docs/reference/')),
  ...filesIn('src', '.ts'),
];
const blocks = files.flatMap((file) => extractCodeBlocks(file, read(file)));
const nameOf = ({ file, line }: CodeBlock): string => `${file}:${line}`;
const temporary = `code-blocks-${process.pid}`;
let reports: readonly BlockReport[] = [];

beforeAll(async () => {
  await using server = await startLocalServer({ script: quickScript });
  reports = await runCodeBlocks(await compileCodeBlocks(blocks, temporary), server.baseURL);
}, 600_000);

afterAll(() => {
  rmSync(resolve(root, 'temp', temporary), { recursive: true, force: true });
});

it.each(blocks.map((block) => [nameOf(block), block] as const))(
  '%s compiles, runs and ends',
  (_name, block) => {
    const report = reports.find((one) => one.block === block);

    expect(report && problemsOf(report)).toEqual([]);
  },
);

it('leaves no code block out', () => {
  const total = files.reduce((sum, file) => sum + countCodeBlocks(read(file)), 0);
  const ran = reports.filter((report) => problemsOf(report).length === 0).length;
  process.stdout.write(`Code blocks of the documentation: ${ran} ran, ${total - ran} did not.\n`);

  expect(total - ran).toBe(0);
});

it.each(['README.md', 'docs/streaming-guide.md', 'src/client/venice-client.ts'])(
  'finds code in %s',
  (file) => {
    expect(blocks.some((block) => block.file === file)).toBe(true);
  },
);

function filesIn(folder: string, ending: string, { recursive } = { recursive: true }): readonly string[] {
  return readdirSync(resolve(root, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => (folder === '.' ? name : `${folder}/${name.replaceAll('\\', '/')}`))
    .sort();
}

function read(file: string): string {
  return readFileSync(resolve(root, file), 'utf8');
}
