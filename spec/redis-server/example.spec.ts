import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describeWithRedis } from './redis-server.js';

const root = resolve(__dirname, '../..');

/** Without a key and an address, the example uses a mock server. */
async function runExample(
  path: string | undefined,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const program = spawn(process.execPath, ['scripts/example.mjs', 'durable-redis'], {
    cwd: root,
    env: {
      ...process.env,
      VENICE_API_KEY: '',
      VENICE_BASE_URL: '',
      ...(path !== undefined && { PATH: path }),
    },
  });
  let output = '';
  for (const stream of [program.stdout, program.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const [code] = (await once(program, 'close')) as [number | null];
  return { code, output };
}

describeWithRedis('npm run example:redis', () => {
  it('continues on the other node, and a second tab reads the same story', async () => {
    const { code, output } = await runExample(undefined);

    expect(output).toContain('[Node 2 was killed; the page reconnects, and the proxy finds node 1.]');
    expect(output).toContain('A second tab reads the same story.');
    expect(code).toBe(0);
  });
});

it('prints how to install redis-server if it is missing', async () => {
  const { code, output } = await runExample('/nowhere');

  expect(output).toContain('apt-get install redis-server');
  expect(code).toBe(1);
});
