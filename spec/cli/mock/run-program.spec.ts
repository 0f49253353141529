import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { story } from 'venice-rx/mock-server';
import { runPiped, startPiped } from '../piped.js';
import { command, ctrlC, onTerminal } from '../pseudo-terminal.js';
import { runHere } from '../run-here.js';

jest.setTimeout(90_000);

const node = process.execPath;
const program = (code: string, ...options: string[]): string[] => [
  'mock',
  ...options,
  '--',
  node,
  '-e',
  code,
];

describe('venice-rx mock -- PROGRAM', () => {
  it('answers the requests of the program, and prints only the output of the program', async () => {
    const result = await runPiped(
      ['mock', '--', node, command, 'chat', 'Tell me a story about a brave knight.'],
      { VENICE_API_KEY: 'a-key-of-the-environment' },
    );

    expect(result).toEqual({ exitCode: 0, output: `${story}\n`, errors: '' });
  });

  it('sets VENICE_BASE_URL and VENICE_API_KEY, and passes standard input to the program', async () => {
    const code =
      'process.stdin.pipe(process.stdout); console.log(process.env.VENICE_BASE_URL, process.env.VENICE_API_KEY)';
    const { exitCode, output } = await runPiped(program(code), {}, 'typed');

    expect(exitCode).toBe(0);
    expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1 local\ntyped$/);
  });

  it('ends with the exit code of the program, and stops the server', async () => {
    const { exitCode, output, errors } = await runPiped(
      program('console.log(process.env.VENICE_BASE_URL); process.exitCode = 7'),
      {},
    );

    expect([exitCode, errors]).toEqual([7, '']);
    await expect(fetch(`${output.trim()}/models`)).rejects.toThrow();
  });

  it('passes options after -- to the program, and reads only the options before --', async () => {
    const ask =
      "fetch(process.env.VENICE_BASE_URL + '/models').then(({ status }) => console.log(status, process.argv[1]))";
    const { output } = await runPiped([...program(ask, '--fault', 'http=at-capacity'), '--', '--help'], {});

    expect(output).toBe('503 --help\n');
  });

  it('forwards a signal to the program, and ends with the exit code of the program', async () => {
    const child = startPiped(
      program(
        "process.on('SIGTERM', () => { console.log('bye'); process.exit(3); }); console.log('up'); setInterval(() => 0, 1000)",
      ),
      {},
    );
    await once(child.stdout, 'data');
    const output = text(child.stdout);
    child.kill('SIGTERM');
    const [exitCode] = (await once(child, 'close')) as [number];

    expect([exitCode, await output]).toEqual([3, 'bye\n']);
  });

  it('ends with 128 plus the number of the signal that has ended the program', async () => {
    expect((await runPiped(program("process.kill(process.pid, 'SIGKILL')"), {})).exitCode).toBe(137);
  });

  it('sends Ctrl-C on a terminal to the program only once', async () => {
    const count =
      "let n = 0; process.on('SIGINT', () => { n += 1; setTimeout(() => { console.log('got ' + n); process.exit(4); }, 200); }); console.log('up'); setInterval(() => 0, 1000)";
    const terminal = onTerminal(program(count), {});
    await terminal.shows('up');
    terminal.press(ctrlC);

    expect(await terminal.exitCode).toBe(4);
    expect(terminal.screen).toContain('got 1');
  });

  it.each([
    [['mock', '--'], 'UsageError: no program after -- — add one, or remove --\n'],
    [
      ['mock', '--', 'no-such-program-here'],
      'UsageError: no-such-program-here cannot be run (ENOENT) — add a program after --\n',
    ],
    [['mock', 'node', '--', 'x'], 'UsageError: node is not an option — a script goes after --script\n'],
    [['mock', '--fault', 'rset'], 'UsageError: unknown option `fault.rset`; known options: '],
  ])('rejects %j', async (args, line) => {
    const { exitCode, output, errors } = await runHere(args);

    expect([exitCode, output]).toEqual([2, '']);
    expect(errors.startsWith(line)).toBe(true);
  });
});
