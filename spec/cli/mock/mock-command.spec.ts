import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMockServer } from 'venice-rx/mock-server';
import { runHere } from '../run-here.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'venice-rx-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('venice-rx mock', () => {
  it.each([
    [
      '[{ "reply": { "text": 1 } }]',
      /script\.json: \[0\]\.reply\.text: Expected string — see "Scripts" in docs\/mock-server\.md/,
    ],
    ['[', /script\.json is not JSON: .+ — correct it, or use a module/],
  ])('rejects the script %s', async (text, line) => {
    const file = join(folder, 'script.json');
    await writeFile(file, text);
    const { exitCode, output, errors } = await runHere(['mock', '--script', file]);

    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).toMatch(line);
  });

  it('rejects a script file that does not exist', async () => {
    const { exitCode, errors } = await runHere(['mock', '--script', join(folder, 'none.json')]);

    expect(exitCode).toBe(2);
    expect(errors).toMatch(
      /^UsageError: --script: .*none\.json cannot be read: ENOENT.* — use a file that exists\n$/,
    );
  });

  it('rejects a port that is in use', async () => {
    await using server = await startMockServer();
    const { exitCode, errors } = await runHere(['mock', '--port', `${server.port}`]);

    expect(exitCode).toBe(2);
    expect(errors).toBe(
      `UsageError: --port: cannot listen on ${server.port} (EADDRINUSE) — choose another port, or omit --port\n`,
    );
  });

  it.each([
    [['--port', '70000'], '--port cannot be "70000" — use a whole number from 0 to 65535'],
    [['--tier', 'XL'], '--tier cannot be "XL" — use one of XS, S, M, L'],
  ])('rejects %j', async (options, line) => {
    expect(await runHere(['mock', ...options])).toEqual({
      exitCode: 2,
      output: '',
      errors: `UsageError: ${line}\n`,
    });
  });
});
