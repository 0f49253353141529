import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { startMockServer, type MockServer, type Script } from 'venice-rx/mock-server';
import manifest from '../../package.json';
import { until } from '../mock-server/until.js';
import { command } from './pseudo-terminal.js';
import { runPiped, startPiped } from './piped.js';

jest.setTimeout(90_000);

const short: Script = [{ reply: { text: 'One two three.', reasoning: 'Let me count.' } }];
const stalling: Script = [{ reply: { text: 'One two three.', fault: { kind: 'stall', after: 3 } } }];
const endless: Script = [
  { reply: { text: `First line.\n${'word '.repeat(10_000)}`, timing: { tokenDelay: 1 } } },
];

describe('the command with pipes', () => {
  let server: MockServer;
  const start = async (script: Script): Promise<Record<string, string>> => {
    server = await startMockServer({ script });
    return { VENICE_BASE_URL: server.baseURL };
  };
  afterEach(() => server.close());

  it('reads the prompt from standard input, and prints only the answer', async () => {
    const result = await runPiped(['chat'], await start(short), 'Count!\n');

    expect(result).toEqual({ exitCode: 0, output: 'One two three.\n', errors: '' });
    expect(server.requests[0]?.body).toMatchObject({ messages: [{ role: 'user', content: 'Count!' }] });
  });

  it('puts a blank line between the argument and standard input', async () => {
    await runPiped(['chat', 'Sum', 'up:'], await start(short), 'Änderung\nzwei\n');

    expect(server.requests[0]?.body).toMatchObject({
      messages: [{ role: 'user', content: 'Sum up:\n\nÄnderung\nzwei' }],
    });
  });

  it('prints that it reads standard input if nothing arrives, and continues to wait', async () => {
    const child = startPiped(['chat', 'Count', 'to:'], await start(short));
    const [errors] = (await once(child.stderr.setEncoding('utf8'), 'data')) as [string];
    const before = server.requestCount;
    child.stdin.end('three\n');

    expect([errors, before]).toEqual(['Reading standard input … (for none, add < /dev/null)\n', 0]);
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(server.requests[0]?.body).toHaveProperty('messages.0.content', 'Count to:\n\nthree');
  });

  it('uses no styles unless FORCE_COLOR is set', async () => {
    const environment = await start(short);
    const plain = await runPiped(['chat', '--reasoning', 'Count!'], environment);
    const forced = await runPiped(['chat', '--reasoning', 'Count!'], { ...environment, FORCE_COLOR: '1' });

    expect(plain.errors).toBe('Let me count.\n\n');
    expect(forced.errors.startsWith('\x1b[2mLet')).toBe(true);
    expect([plain.output, forced.output]).toEqual(['One two three.\n', 'One two three.\n']);
  });

  it('cancels the request when its output is closed, and ends with exit code 0', async () => {
    const child = startPiped(['chat', 'Talk!'], await start(endless));
    child.stdin.end();
    const errors = text(child.stderr);
    await once(child.stdout, 'data');
    child.stdout.destroy();

    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await errors).toBe('');
    await until(() => server.cancellations === 1);
  });

  it('cancels the request when `head -1` has read its line, and ends with exit code 0', async () => {
    const environment = await start(endless);
    const line = `{ "${process.execPath}" "${command}" chat Talk; echo "exit $?" >&2; } | head -1`;
    const { PATH = '' } = process.env;
    const shell = promisify(execFile)('/bin/sh', ['-c', line], { env: { PATH, ...environment } });
    shell.child.stdin?.end();
    const { stdout, stderr } = await shell;

    expect([stdout, stderr]).toEqual(['First line.\n', 'exit 0\n']);
    await until(() => server.cancellations === 1);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('cancels the request at %s, and ends its last line', async (signal, exitCode) => {
    const child = startPiped(['chat', 'Talk!'], await start(stalling));
    child.stdin.end();
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (output += piece));
    while (output !== 'One two') await once(child.stdout, 'data');
    child.kill(signal);

    expect(await once(child, 'close')).toEqual([exitCode, null]);
    expect(output).toBe('One two\n');
    await until(() => server.cancellations === 1);
  });

  it('prints the text so far of an answer that breaks off, and exits with 17', async () => {
    const environment = await start([
      { reply: { text: 'One two three.', fault: { kind: 'cut', after: 3 } } },
    ]);
    const asText = await runPiped(['chat', 'Count!'], environment);
    const asJson = await runPiped(['chat', '--json', 'Count!'], environment);

    expect(asText).toMatchObject({ exitCode: 17, output: 'One two\n' });
    expect(asText.errors).toMatch(/^TruncatedStreamError: .+ — the answer is not complete: try again\n$/);
    expect(asJson.exitCode).toBe(17);
    expect(JSON.parse(asJson.output)).toMatchObject({
      choices: [{ message: { content: 'One two' }, finish_reason: null }],
    });
  });

  it('prints the whole completion as one line of JSON', async () => {
    const { exitCode, output, errors } = await runPiped(['chat', '--json', 'Count!'], await start(short));

    expect([exitCode, errors]).toEqual([0, '']);
    expect(output).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(output)).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { content: 'One two three.', reasoning_content: 'Let me count.' } }],
      usage: { completion_tokens: expect.any(Number) as number },
    });
  });

  it('prints its version', async () => {
    await start(short);

    expect((await runPiped(['--version'], {})).output).toBe(`${manifest.version}\n`);
  });
});

describe('the mock server with pipes', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'venice-rx-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('answers with a script that is a module', async () => {
    const file = join(folder, 'script.mjs');
    await writeFile(
      file,
      'export default [{ when: ({ messages }) => messages.length === 1, reply: ({ model }) => ({ text: model }) }];',
    );
    const serving = startPiped(['mock', '--script', file, '--tier', 'M'], {});
    const [lines] = (await once(serving.stdout.setEncoding('utf8'), 'data')) as [string];
    const environment = Object.fromEntries(
      [...lines.matchAll(/export (\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>;

    expect(await runPiped(['chat', '-m', 'kimi-k3', 'Hi'], environment)).toMatchObject({
      output: 'kimi-k3\n',
    });
    serving.kill('SIGTERM');
    expect(await once(serving, 'exit')).toEqual([0, null]);
  });

  it('prints the error of a function of the script in one line', async () => {
    const file = join(folder, 'script.mjs');
    await writeFile(file, 'export default [{ reply: () => { throw new TypeError("no\\nidea"); } }];');
    const serving = startPiped(['mock', '--script', file], {});
    const errors = text(serving.stderr);
    const [lines] = (await once(serving.stdout.setEncoding('utf8'), 'data')) as [string];
    const [, baseURL = ''] = /VENICE_BASE_URL=(\S+)/.exec(lines) ?? [];

    const { status } = await fetch(`${baseURL}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'default', messages: [{ role: 'user', content: 'Hi' }] }),
    });
    serving.kill('SIGTERM');
    expect([status, await errors]).toEqual([
      500,
      'Ready; Ctrl-C stops the server.\nThe script failed: TypeError: no idea\n',
    ]);
  });

  it('fails with the error of a module that cannot be loaded', async () => {
    const file = join(folder, 'script.mjs');
    await writeFile(file, 'throw new Error("no idea")');

    const { exitCode, errors } = await runPiped(['mock', '--script', file], {});
    expect(exitCode).toBe(2);
    expect(errors).toMatch(/^UsageError: --script: .*script\.mjs cannot be loaded: no idea — use a/);
  });
});
