import { createClient } from 'redis';
import { Subject, firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import { RunStoppedError, StoreRefusedError, durableRuns, runValues } from 'venice-rx/durable';
import { type RunCodec, redisRunStore } from 'venice-rx/redis';
import { recordKeys } from './record-format.js';
import { RedisServer, describeWithRedis } from './redis-server.js';

const obfuscate = (text: string): string =>
  Buffer.from([...Buffer.from(text)].map((byte) => byte ^ 0x55)).toString('base64');
const restore = (text: string): string =>
  Buffer.from([...Buffer.from(text, 'base64')].map((byte) => byte ^ 0x55)).toString();
/** Encodes the run too, and refuses to decode the text of another run. */
const codec: RunCodec = {
  encode: (text, { id, subject }) => obfuscate(JSON.stringify([id, subject, text])),
  decode: (encoded, run) => {
    const [id, subject, text] = JSON.parse(restore(encoded)) as [string, string, string];
    if (id !== run.id || subject !== run.subject) throw new Error('of another run');
    return text;
  },
};

describeWithRedis('a store with a codec', () => {
  it('stores frames, input, context and reasons encoded, and emits them decoded', async () => {
    await using server = await RedisServer.start();
    const client = await createClient({ url: server.url })
      .on('error', () => undefined)
      .connect();
    const options = {
      sources: { words: (input: string) => of(`secret ${input}`) },
      runIn: <T>(_: unknown, work: () => T) => work(),
    };
    const runs = durableRuns(redisRunStore(client, { codec }), options);
    const values = new Subject<string>();
    const live = lastValueFrom(runs.start('live', { run: () => values, subject: 'bob' })).catch(
      (error: unknown) => error,
    );
    const all = await lastValueFrom(
      runs
        .start('run', { source: 'words', input: 'secret', context: 'secret', subject: 'alice' })
        .pipe(runValues(), toArray()),
    );
    while (!values.observed) await new Promise(setImmediate);
    values.next('secret');
    await firstValueFrom(runs.follow('live', { subject: 'bob' }));
    await firstValueFrom(runs.stop('live', { subject: 'bob', reason: 'secret' }));
    const stored = JSON.stringify(await recordKeys(server));
    await runs.close({ drainTimeout: 0 });
    client.destroy();

    expect(all).toEqual(['secret secret']);
    expect(await live).toBeInstanceOf(RunStoppedError);
    expect(await live).toMatchObject({ reason: 'secret' });
    expect(stored).toContain('alice');
    expect(stored).not.toContain('secret');
  });

  it('fails a watcher whose codec throws with a StoreRefusedError', async () => {
    await using server = await RedisServer.start();
    const client = await createClient({ url: server.url })
      .on('error', () => undefined)
      .connect();
    const runs = durableRuns(redisRunStore(client, { codec }));
    await lastValueFrom(runs.start('run', { run: () => of('secret') }));
    const fail = (): never => {
      throw new Error('no key');
    };
    const others = durableRuns(redisRunStore(client, { codec: { encode: fail, decode: fail } }));

    await expect(lastValueFrom(others.follow('run'))).rejects.toBeInstanceOf(StoreRefusedError);
    await Promise.all([runs, others].map((each) => each.close({ drainTimeout: 0 })));
    client.destroy();
  });
});
