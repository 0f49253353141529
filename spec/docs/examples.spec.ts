import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { startLocalServer } from 'venice-rx/server';

import { root, runProgram, type Outcome } from './run-program.js';

const names = readdirSync(resolve(root, 'examples'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
const countWrites = pathToFileURL(require.resolve('./count-writes.mjs')).href;
const runExample = (name: string, environment: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
  runProgram(['scripts/example.mjs', name], { NODE_OPTIONS: `--import=${countWrites}`, ...environment });

describe('without a key', () => {
  let outcomes: ReadonlyMap<string, Outcome>;

  beforeAll(async () => {
    const run = async (name: string): Promise<[string, Outcome]> => [name, await runExample(name)];
    outcomes = new Map(await lastValueFrom(from(names).pipe(mergeMap(run, 2), toArray())));
  }, 180_000);

  it.each(names)('%s runs to its end', (name) => {
    expect(outcomes.get(name)).toMatchObject({ exitCode: 0 });
  });

  it('stream-a-story tells a story word by word', () => {
    expectStory(outcomes.get('stream-a-story'));
  });

  it('call-a-tool shows the call, its progress, its result and the answer', () => {
    const lines = outcomes.get('call-a-tool')?.stdout.split('\n') ?? [];

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

  it('hold-a-conversation goes on with what it has saved', () => {
    const { stdout = '' } = outcomes.get('hold-a-conversation') ?? {};

    expect(stdout.match(/; [0-9]+ messages$/gm)?.at(-1)).toBe('; 5 messages');
    expect(stdout).toMatch(/^[0-9]+ tokens in all$/m);
  });

  it('approve-a-tool does not run what nobody allows', () => {
    expect(outcomes.get('approve-a-tool')?.stdout).toContain('It did not run.');
  });
});

describe('with a key and an address', () => {
  it('stream-a-story does the same', async () => {
    await using server = await startLocalServer({ apiKey: 'key-of-this-spec' });
    const outcome = await runExample('stream-a-story', {
      VENICE_BASE_URL: server.baseURL,
      VENICE_API_KEY: 'key-of-this-spec',
    });

    expectStory(outcome);
    expect(server.requestCount).toBe(1);
  }, 60_000);
});

function expectStory(outcome: Outcome | undefined): void {
  const { exitCode, stdout = '', stderr = '' } = outcome ?? {};
  expect(exitCode).toBe(0);

  const { writes } = JSON.parse(stderr) as { readonly writes: readonly number[] };
  expect(writes.length).toBeGreaterThanOrEqual(50);
  expect(writes.at(-1)! - writes[0]!).toBeGreaterThanOrEqual(2000);

  const lines = stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(
    /^\d+ prompt \+ \d+ completion tokens, \$\d\.\d{6}, first token after \d+ ms$/,
  );
  expect(lines.slice(0, -1).join('\n').match(/\S+/g)?.length).toBeGreaterThanOrEqual(150);
}
