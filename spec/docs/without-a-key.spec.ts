import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { story } from 'venice-rx/mock-server';
import { command } from '../cli/pseudo-terminal.js';
import { root } from './run-program.js';

jest.setTimeout(90_000);

const chat = /^npx venice-rx mock -- npx venice-rx chat .+$/m;

/** A folder with an `npx` that runs the built command, as in a project that has installed the package. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'venice-rx-'));
  const file = join(folder, 'npx');
  writeFileSync(file, `#!/bin/sh\nshift\nexec "${process.execPath}" "${command}" "$@"\n`);
  chmodSync(file, 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the command for a first answer without a key and without a clone', () => {
  it('is the same in README, guide and command-line page, and prints the story', async () => {
    const pages = ['README.md', 'docs/streaming-guide.md', 'docs/command-line.md'];
    const [line = '', ...others] = new Set(
      pages.map((page) => chat.exec(readFileSync(resolve(root, page), 'utf8'))?.[0]),
    );
    expect(others).toEqual([]);
    const env = { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };

    const running = promisify(execFile)('/bin/sh', ['-c', line], { env });
    // While stdin is open, the command waits for the rest of its prompt.
    running.child.stdin?.end();
    const { stdout, stderr } = await running;

    expect([stdout, stderr]).toEqual([`${story}\n`, '']);
  });

  it.each(['README.md', 'docs/streaming-guide.md'])(
    'is in %s before every command and program that needs a key or a clone',
    (page) => {
      const text = readFileSync(resolve(root, page), 'utf8');

      expect(text.search(chat)).toBeGreaterThan(0);
      for (const other of ['npm start', 'npm run example', 'VENICE_API_KEY=', '```ts']) {
        const place = text.indexOf(other);
        if (place >= 0) expect(text.search(chat)).toBeLessThan(place);
      }
    },
  );
});
