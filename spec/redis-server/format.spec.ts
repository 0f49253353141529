import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createClient } from 'redis';
import {
  type Observable,
  concatMap,
  firstValueFrom,
  from,
  lastValueFrom,
  map,
  range,
  timer,
  toArray,
} from 'rxjs';
import {
  type DurableRuns,
  RunGoneError,
  RunVersionError,
  durableRuns,
  runFormat,
  runValues,
} from 'venice-rx/durable';
import { redisRunStore } from 'venice-rx/redis';
import { type RecordedKey, recordKeys, restoreKeys } from './record-format.js';
import { RedisServer, describeWithRedis } from './redis-server.js';

const file = resolve(__dirname, 'formats', `format-${runFormat}.json`);
/** A run whose entries refer to earlier ones. */
const compactFile = resolve(__dirname, 'formats', `format-${runFormat}-compact.json`);
/** JSON escapes its quotes. */
const subject = 'alice "A"';
const chunks = Array.from({ length: 4 }, (_, at) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_795_000_000,
  model: 'venice-uncensored',
  choices: [{ index: 0, delta: { content: `wörd ${at} ` }, logprobs: null, finish_reason: null }],
}));

interface Words extends AsyncDisposable {
  readonly server: RedisServer;
  readonly runs: DurableRuns<{ words: (count: number) => Observable<string> }>;
}

async function start(): Promise<Words> {
  const server = await RedisServer.start();
  const client = await createClient({ url: server.url })
    .on('error', () => undefined)
    .connect();
  const runs = durableRuns(redisRunStore(client), {
    sources: { words: (count: number) => range(count).pipe(map((at) => `wörd ${at}`)) },
    runIn: (_context, work) => work(),
    // Short, so that a run without a live producer is taken over soon.
    lease: 500,
  });
  return {
    server,
    runs,
    [Symbol.asyncDispose]: async () => {
      await runs.close({ drainTimeout: 0 });
      client.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

// UPDATE_FORMAT=1 records the current format. Change no older recording: a new format gets its own file, and old ones must stay readable.
describeWithRedis('the stored format', () => {
  if (process.env['UPDATE_FORMAT'] === '1') {
    it('is recorded', async () => {
      await using words = await start();
      const { runs, server } = words;
      await lastValueFrom(
        runs.start('done', { source: 'words', input: 2, subject, traceparent: '00-1-2-01' }),
      );
      await lastValueFrom(runs.start('removed', { source: 'words', input: 1, subject }));
      await lastValueFrom(runs.remove('removed', { subject }), { defaultValue: undefined });
      // A run whose process has died before the first value.
      const client = await createClient({ url: server.url })
        .on('error', () => undefined)
        .connect();
      const init = {
        v: runFormat,
        owner: 'dead',
        subject,
        inputHash: 'hash',
        source: 'words',
        restart: '{"input":3}',
      };
      await redisRunStore(client).begin('running', {
        ...init,
        lease: 500,
        ttl: 3_600_000,
        tombstoneTtl: 86_400_000,
      });
      client.destroy();
      writeFileSync(file, `${JSON.stringify(await recordKeys(server), null, 2)}\n`);
    });

    it('is recorded for chunks', async () => {
      await using words = await start();
      const { runs, server } = words;
      const run = (): Observable<object> =>
        from(chunks).pipe(concatMap((chunk) => timer(100).pipe(map(() => chunk))));
      await lastValueFrom(runs.start('chunks', { run, subject }));
      writeFileSync(compactFile, `${JSON.stringify(await recordKeys(server), null, 2)}\n`);
    });
  }

  it('of this version is read: ended, removed and running runs', async () => {
    await using words = await start();
    const { runs, server } = words;
    await restoreKeys(
      server,
      JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, RecordedKey>>,
    );
    const all = (id: string): Promise<string[]> =>
      lastValueFrom(runs.follow<string>(id, { subject }).pipe(runValues(), toArray()));

    expect(await firstValueFrom(runs.info('done', { subject }))).toMatchObject({
      status: 'done',
      source: 'words',
      traceparent: '00-1-2-01',
      epoch: 1,
    });
    expect(await all('done')).toEqual(['wörd 0', 'wörd 1']);
    await expect(all('removed')).rejects.toBeInstanceOf(RunGoneError);
    expect(await all('running')).toEqual(['wörd 0', 'wörd 1', 'wörd 2']);
    expect(await firstValueFrom(runs.info('running', { subject }))).toMatchObject({
      status: 'done',
      epoch: 2,
    });
  });

  it('of this version is read: chunks that are stored as differences from an earlier entry', async () => {
    await using words = await start();
    const { runs, server } = words;
    const recorded = readFileSync(compactFile, 'utf8');
    await restoreKeys(server, JSON.parse(recorded) as Readonly<Record<string, RecordedKey>>);
    const follow = (after: string): Observable<object> =>
      runs.follow<object>('chunks', { subject, after }).pipe(runValues());

    expect(recorded.match(/venice-uncensored/g)).toHaveLength(1);
    expect(await lastValueFrom(follow('0-0').pipe(toArray()))).toEqual(chunks);
    expect(await lastValueFrom(follow('1-2').pipe(toArray()))).toEqual(chunks.slice(2));
  });

  it('of a later version is not read, and its runs are left alone', async () => {
    await using words = await start();
    const { runs, server } = words;
    await restoreKeys(
      server,
      JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, RecordedKey>>,
    );
    for (const id of ['done', 'running']) {
      await server.command('HSET', `{venice-rx:v1:0}:run:${id}`, 'v', String(runFormat + 1));
    }
    const before = await recordKeys(server);

    for (const id of ['done', 'running']) {
      await expect(lastValueFrom(runs.follow(id, { subject }))).rejects.toBeInstanceOf(RunVersionError);
    }
    expect(await recordKeys(server)).toEqual(before);
  });
});
