import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { transformSync } from 'esbuild';
import { startMockServer } from 'venice-rx/mock-server';

import { type ModuleOutcome, runModules } from './module-runner.js';
import { type Outcome, root, runProgram } from './run-program.js';

const names = readdirSync(resolve(root, 'examples'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  // Needs redis-server: spec/redis-server/example.spec.ts.
  .filter((name) => name !== 'durable-redis');

const folder = resolve(root, 'temp', `examples-${process.pid}`);
let outcomes: ReadonlyMap<string, ModuleOutcome>;
let withOwnServer: Outcome;
let withKeyAndAddress: Outcome & { readonly requestCount: number };

// Stories are streamed in real time, so all programs run at the same time.
beforeAll(async () => {
  [outcomes, withOwnServer, withKeyAndAddress] = await Promise.all([
    runExamples(),
    runStory(),
    runStoryWithKeyAndAddress(),
  ]);
}, 180_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('without a key', () => {
  it.each(names)('%s runs to its end', (name) => {
    expect(outcomes.get(name)).toMatchObject({ exitCode: 0 });
  });

  it('stream-a-story tells a story word by word', () => {
    const outcome = outcomes.get('stream-a-story');
    expectStory(outcome?.stdout, outcome?.writes);
  });

  it('call-a-tool shows the call, its progress, its result and the answer', () => {
    const lines = outcomes.get('call-a-tool')?.stdout.split('\n') ?? [];

    // The first characters of the lines: the call, three lines of progress, which are indented, and the result.
    expect(lines.map(([mark = '']) => ('→ ←'.includes(mark) ? mark : '')).join('')).toBe('→   ←');
    expect(lines.find((line) => line.startsWith('The tools say'))).toContain('"degrees":12');
  });

  it.each(['relay-server', 'relay-fastify'])(
    '%s tells a story through its own relay, to a client without a key',
    (name) => {
      const stdout = outcomes.get(name)?.stdout ?? '';

      expect(stdout).toContain('new VeniceClient({ baseURL: ');
      expect(stdout.match(/\S+/g)?.length).toBeGreaterThanOrEqual(150);
    },
  );

  it('relay-with-approval runs a tool once its page agrees, and sends the page one answer', () => {
    expect(outcomes.get('relay-with-approval')?.stdout).toMatch(
      /\n\nMay order_pizza run\? Yes\.\nThe tools say: It is on its way\.$/,
    );
  });

  it('hold-a-conversation continues the conversation from its export', () => {
    const { stdout = '' } = outcomes.get('hold-a-conversation') ?? {};

    expect(stdout.match(/; [0-9]+ messages$/gm)?.at(-1)).toBe('; 5 messages');
    expect(stdout).toMatch(/^[0-9]+ tokens in total$/m);
  });

  it('durable-chat continues after a reload, and a second tab reads the same story', () => {
    const stdout = outcomes.get('durable-chat')?.stdout ?? '';

    expect(stdout).toContain(' [reload] ');
    expect(stdout).toContain('A second tab reads the same story.');
  });

  it('approve-after-a-reload runs a call that is approved after the reload, and rejects an altered export', () => {
    const stdout = outcomes.get('approve-after-a-reload')?.stdout ?? '';

    expect(stdout).toContain('May send_mail run with ');
    expect(stdout.match(/^Sending a mail to .*$/gm)).toEqual(['Sending a mail to Ida.']);
    expect(stdout).toMatch(/^ToolError: the entry '.*' of `from` is not signed, or was altered/m);
  });

  it('approve-a-tool does not run a call without an approval', () => {
    expect(outcomes.get('approve-a-tool')?.stdout).toContain('It did not run.');
  });
});

describe('npm run example', () => {
  it('runs stream-a-story with a mock server that it starts', () => {
    expectStoryOutcome(withOwnServer);
  });

  it('runs stream-a-story with the server of VENICE_BASE_URL and the key of VENICE_API_KEY', () => {
    expectStoryOutcome(withKeyAndAddress);
    expect(withKeyAndAddress.requestCount).toBe(1);
  });
});

/** Transpiles the examples and runs them in one process. `npm run check -- types` checks their types. */
async function runExamples(): Promise<ReadonlyMap<string, ModuleOutcome>> {
  mkdirSync(folder, { recursive: true });
  const modules = names.map((name) => {
    const source = readFileSync(resolve(root, 'examples', `${name}.ts`), 'utf8');
    const path = resolve(folder, `${name}.js`);
    writeFileSync(path, transformSync(source, { loader: 'ts', target: 'node20' }).code);
    return path;
  });
  await using server = await startMockServer();
  const environment = { VENICE_BASE_URL: server.baseURL };
  const all = await runModules(modules, { environment, atOnce: names.length });
  return new Map(names.map((name, at) => [name, all[at]!]));
}

function runStory(environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const reportWrites = pathToFileURL(require.resolve('./report-writes.mjs')).href;
  return runProgram(['scripts/example.mjs', 'stream-a-story'], {
    NODE_OPTIONS: `--import=${reportWrites}`,
    ...environment,
  });
}

async function runStoryWithKeyAndAddress(): Promise<Outcome & { readonly requestCount: number }> {
  await using server = await startMockServer({ apiKey: 'key-of-this-spec' });
  const environment = { VENICE_BASE_URL: server.baseURL, VENICE_API_KEY: 'key-of-this-spec' };
  const outcome = await runStory(environment);
  return { ...outcome, requestCount: server.requestCount };
}

function expectStoryOutcome({ exitCode, stdout, stderr }: Outcome): void {
  expect(exitCode).toBe(0);
  expectStory(stdout, (JSON.parse(stderr) as { readonly writes: readonly number[] }).writes);
}

/** Expects a whole story, written piece by piece over at least two seconds, and a line with usage and cost. */
function expectStory(stdout = '', writes: readonly number[] = []): void {
  expect(writes.length).toBeGreaterThanOrEqual(50);
  expect(writes.at(-1)! - writes[0]!).toBeGreaterThanOrEqual(2000);

  const lines = stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(
    /^\d+ prompt \+ \d+ completion tokens, \$\d\.\d{6}, first token after \d+ ms$/,
  );
  expect(lines.slice(0, -1).join('\n').match(/\S+/g)?.length).toBeGreaterThanOrEqual(150);
}
