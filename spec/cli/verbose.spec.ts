import { startMockServer, type MockServer } from 'venice-rx/mock-server';
import { runHere, type Result } from './run-here.js';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer({ script: [{ reply: { text: 'One two.' } }] });
});
afterAll(() => server.close());

const key = 'a-secret-key-12345';
const verbose = (...args: string[]): Promise<Result> =>
  runHere([...args, '--verbose'], {
    environment: { VENICE_BASE_URL: server.baseURL, VENICE_API_KEY: key },
    input: '',
  });

describe('--verbose', () => {
  it('prints request, response and usage on standard error, and only the answer on standard output', async () => {
    const { exitCode, output, errors } = await verbose('chat', 'Count!');

    expect([exitCode, output]).toEqual([0, 'One two.\n']);
    expect(errors).toContain(`> POST ${server.baseURL}/chat/completions\n> {"model":"default",`);
    expect(errors).toMatch(/\n< 200 after \d+ ms\n< content-type: text\/event-stream/);
    expect(errors).toMatch(/\n< cf-ray: \S+-LOC\n/);
    expect(errors).toMatch(/\n\d+ prompt \+ \d+ completion tokens · /);
  });

  it('does not print the key', async () => {
    expect((await verbose('chat', 'Count!')).errors).not.toContain('12345');
    expect((await verbose('models')).errors).not.toContain('12345');
  });

  it('prints the requests of `models`, also with --json', async () => {
    const { output, errors } = await verbose('models', '--json');

    expect((JSON.parse(output) as unknown[]).length).toBeGreaterThan(5);
    expect(errors).toMatch(/^> GET http:.*\/models\n< 200 after \d+ ms\n/);
  });

  it('prints the head of an error too, and the causes of a failure', async () => {
    await using failing = await startMockServer({ fault: 'http=overloaded' });
    const environment = { VENICE_BASE_URL: failing.baseURL };
    const rejected = await runHere(['chat', '--verbose', 'Hi'], { environment, input: '' });
    expect(rejected.exitCode).toBe(5);
    expect(rejected.errors).toMatch(/\n< 429 after \d+ ms\n[^]*< retry-after: 30\n/);

    await using broken = await startMockServer({ fault: 'reset; after=2' });
    const { exitCode, errors } = await runHere(['chat', '--verbose', 'Hi'], {
      environment: { VENICE_BASE_URL: broken.baseURL },
      input: '',
    });
    expect(exitCode).toBe(17);
    expect(errors).toMatch(
      /\n< failed after \d+ ms, \d+ bytes: APIConnectionError: .*ECONNRESET ← .*ECONNRESET\n/,
    );
  });

  it('prints only the answer without the option', async () => {
    const environment = { VENICE_BASE_URL: server.baseURL };

    expect(await runHere(['chat', 'Count!'], { environment, input: '' })).toEqual({
      exitCode: 0,
      output: 'One two.\n',
      errors: '',
    });
  });
});

describe('an answer that is truncated at the maximum number of tokens', () => {
  it.each([
    ['as text', []],
    ['as JSON', ['--json']],
  ])('is reported on standard error in a pipe, %s', async (_, options) => {
    const { exitCode, output, errors } = await runHere(
      ['chat', '--max-completion-tokens', '1', ...options, 'Count!'],
      { environment: { VENICE_BASE_URL: server.baseURL }, input: '' },
    );

    expect(exitCode).toBe(0);
    expect(output).toContain('One');
    expect(errors).toBe(
      'The answer was truncated at the maximum number of tokens (finish_reason length); --max-completion-tokens sets it.\n',
    );
  });
});
