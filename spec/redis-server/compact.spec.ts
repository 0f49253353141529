import { createClient } from 'redis';
import { ReplaySubject, type Subscription, firstValueFrom, from, skip, take, toArray } from 'rxjs';
import { type RunNotification, type RunClaim, type RunStore, runFormat } from 'venice-rx/durable';
import { redisRunStore } from 'venice-rx/redis';
import { RedisServer, describeWithRedis } from './redis-server.js';

const claim: RunClaim = { id: 'run', subject: '', epoch: 1, owner: 'owner' };
const durations = { lease: 60_000, ttl: 60_000, tombstoneTtl: 60_000 };
const chunks = (seq: number): string =>
  JSON.stringify([
    {
      id: 'chatcmpl-8f0c2b6a9d3e4f71',
      object: 'chat.completion.chunk',
      created: 1_795_000_000,
      model: 'venice-uncensored',
      choices: [{ index: 0, delta: { content: `${seq} ` }, logprobs: null, finish_reason: null }],
    },
  ]);

interface Stores extends AsyncDisposable {
  readonly server: RedisServer;
  readonly writer: RunStore;
  readonly reader: RunStore;
}

async function start(): Promise<Stores> {
  const server = await RedisServer.start();
  const connect = (): ReturnType<typeof createClient> =>
    createClient({ url: server.url }).on('error', () => undefined) as ReturnType<typeof createClient>;
  const clients = [connect(), connect()];
  for (const client of clients) await client.connect();
  const [writer, reader] = clients.map((client) => redisRunStore(client)) as [RunStore, RunStore];
  await writer.begin('run', { v: runFormat, owner: 'owner', subject: '', inputHash: 'hash', ...durations });
  return {
    server,
    writer,
    reader,
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Resolves once the server has confirmed the subscription. */
async function listen(
  store: RunStore,
): Promise<{ notifications: ReplaySubject<RunNotification>; subscription: Subscription }> {
  const notifications = new ReplaySubject<RunNotification>(Infinity);
  const subscription = store.notifications('run').subscribe(notifications);
  await firstValueFrom(notifications);
  return { notifications, subscription };
}

describeWithRedis('chunks of one answer in Redis', () => {
  it('take less than a fifth of the memory of their JSON', async () => {
    await using stores = await start();
    const { server, writer } = stores;
    for (let seq = 1; seq <= 200; seq += 1) {
      await firstValueFrom(from(writer.append(claim, seq, chunks(seq))));
      await server.command('XADD', 'uncompressed', `1-${seq}`, 'values', chunks(seq));
    }
    const sizes = await Promise.all(
      ['{venice-rx:v1:0}:log:run', 'uncompressed'].map((key) => server.command('MEMORY', 'USAGE', key)),
    );

    expect(Number(sizes[0])).toBeLessThan(Number(sizes[1]) / 5);
  });

  it('are in the notifications for a process that joined later once it has read the log', async () => {
    await using stores = await start();
    const { writer, reader } = stores;
    for (const seq of [1, 2, 3]) await firstValueFrom(from(writer.append(claim, seq, chunks(seq))));
    const { notifications, subscription } = await listen(reader);
    const rest = firstValueFrom(notifications.pipe(skip(1), take(2), toArray()));
    await firstValueFrom(from(writer.append(claim, 4, chunks(4))));
    await firstValueFrom(notifications.pipe(skip(1), take(1)));
    await reader.read('run', '1-3', 1e6);
    await firstValueFrom(from(writer.append(claim, 5, chunks(5))));

    expect(await rest).toEqual([
      // Without the entry, which refers to another one that this process has not read.
      { type: 'entry', previous: '1-3' },
      { type: 'entry', previous: '1-4', entry: { offset: '1-5', type: 'values', data: chunks(5) } },
    ] satisfies RunNotification[]);
    subscription.unsubscribe();
  });

  it('fail a read with a StoreRefusedError if the log lacks the entry that they refer to', async () => {
    await using stores = await start();
    const { server, writer, reader } = stores;
    for (const seq of [1, 2, 3]) await firstValueFrom(from(writer.append(claim, seq, chunks(seq))));
    await server.command('XDEL', '{venice-rx:v1:0}:log:run', '1-1');

    await expect(reader.read('run', '0-0', 1e6)).rejects.toMatchObject({
      name: 'StoreRefusedError',
      reason: 'unsupported',
    });
  });
});
