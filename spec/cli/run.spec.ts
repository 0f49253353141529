import { PassThrough, Writable } from 'node:stream';
import { NEVER, lastValueFrom, map, timer } from 'rxjs';
import { run } from '../../src/cli/run.js';
import { runHere } from './run-here.js';

describe('venice-rx', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']], [['help', '--help']]])(
    'prints its help for %j',
    async (args) => {
      const { exitCode, output, errors } = await runHere(args);

      expect([exitCode, errors]).toEqual([0, '']);
      expect(output).toMatch(/^Usage: venice-rx COMMAND[^]*chat[^]*models[^]*serve/);
    },
  );

  it.each([[['chat', '--help']], [['chat', '-h']], [['help', 'chat']]])(
    'prints the help of a command for %j',
    async (args) => {
      const { exitCode, output } = await runHere(args);

      expect(exitCode).toBe(0);
      expect(output).toMatch(/^Usage: venice-rx chat[^]*-m, --model MODEL +model[^]*--json/);
    },
  );

  it('prints its version', async () => {
    expect(await runHere(['--version'])).toEqual({ exitCode: 0, output: '1.2.3\n', errors: '' });
  });

  it.each([
    [['chta'], 'UsageError: unknown command chta — did you mean chat?\n'],
    [['frobnicate'], 'UsageError: unknown command frobnicate — `venice-rx --help` lists the commands\n'],
    [['--json'], 'UsageError: --json goes after a command — `venice-rx --help` lists the commands\n'],
    [['chat', '--modle=x'], 'UsageError: unknown option --modle — did you mean --model?\n'],
    [['chat', '--api-key', 'secret'], 'UsageError: unknown option --api-key — --help lists the options\n'],
    [['models', 'kimi'], 'UsageError: kimi is not an option — use the filters that --help lists\n'],
    [['serv'], 'UsageError: unknown command serv — did you mean serve?\n'],
    [['mock', 'x.json'], 'UsageError: x.json is not an option — a script goes after --script\n'],
    [['serve', 'x.json'], 'UsageError: x.json is not an option — a script goes after --script\n'],
    [
      ['chat', '--base-url', 'venice', 'Hi'],
      /^UsageError: --base-url or VENICE_BASE_URL is invalid — must be an http or https URL/,
    ],
  ])('rejects %j in one line', async (args, line) => {
    const { exitCode, output, errors } = await runHere(args);

    expect([exitCode, output]).toEqual([2, '']);
    expect(errors).toMatch(line);
    expect(errors.split('\n')).toHaveLength(2);
  });

  it('does not print an invalid key', async () => {
    const environment = { VENICE_API_KEY: 'two words-12345' };
    const { exitCode, errors } = await runHere(['chat', 'Hi'], { environment });

    expect(exitCode).toBe(2);
    expect(errors).toMatch(/^UsageError: VENICE_API_KEY is invalid — must be printable ASCII without spaces/);
    expect(errors).not.toContain('12345');
  });

  it('ends at a signal while it reads the prompt, and closes standard input', async () => {
    const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const signals = timer(0).pipe(map(() => 143));
    const context = { env: {}, stdin: input, stdout: output, stderr: errors, signals, version: '1.2.3' };

    expect(await lastValueFrom(run(['chat', '--base-url', 'http://127.0.0.1:9'], context))).toBe(143);
    expect(input.destroyed).toBe(true);
    expect([output.read(), errors.read()]).toEqual([null, null]);
  });

  it('exits with 1 if its output fails with another error than EPIPE', async () => {
    const diskFull = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const output = new Writable({
      write: (_text, _encoding, done) => {
        done(diskFull);
      },
    });
    const errors = new PassThrough({ encoding: 'utf8' });
    const context = { env: {}, stdin: new PassThrough(), stdout: output, stderr: errors, signals: NEVER };
    const exitCode = run(['serve'], { ...context, version: '1.2.3' });

    expect(await lastValueFrom(exitCode)).toBe(1);
    expect(errors.read()).toContain('Error: no space left on device\n');
  });
});
