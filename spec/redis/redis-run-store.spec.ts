import { AsyncLocalStorage } from 'node:async_hooks';
import { firstValueFrom, from } from 'rxjs';
import {
  type RunClaim,
  type RunStore,
  type RunWrite,
  StoreRefusedError,
  startOffset,
} from 'venice-rx/durable';
import { type RedisRunStoreOptions, redisRunStore } from 'venice-rx/redis';
import { FakeClient } from './fake-client.js';

function createStore(options: RedisRunStoreOptions = {}): {
  readonly client: FakeClient;
  readonly store: RunStore;
} {
  const client = new FakeClient();
  return { client, store: redisRunStore(client, { onWarning: () => undefined, ...options }) };
}

/** Returns the ids of the runs to which the keys of a command belong. */
function toIds(keys: readonly string[]): readonly string[] {
  return keys.filter((key) => key.includes('}:run:')).map((key) => key.split(':').at(-1)!);
}

describe('redisRunStore', () => {
  it.each([
    [{ prefx: 'a' }, 'unknown option `prefx`'],
    [{ prefix: 'a{b}' }, '`prefix` must be a string of 1 to 100 letters'],
    [{ shards: 0 }, '`shards` must be a whole number from 1 to 256'],
    [{ codec: { encode: String } }, '`codec` must be an object with `encode` and `decode`'],
    [{ onWarning: 'log' }, '`onWarning` must be a function'],
  ])('refuses the options %j', (options, message) => {
    expect(() => redisRunStore(new FakeClient(), options as never)).toThrow(message);
  });

  it.each([[undefined], ['redis://localhost'], [{}]])('refuses the client %j', (client) => {
    expect(() => redisRunStore(client as never)).toThrow('`client` must be a client of redis or ioredis');
  });

  it('sends a script with its source only if the server does not know it', async () => {
    const { client, store } = createStore();
    await store.info('run');
    let isKnown = false;
    client.reply = (command) => {
      if (command === 'EVALSHA' && !isKnown) throw new Error('NOSCRIPT No matching script.');
      isKnown = true;
      return ['none'];
    };
    await store.info('run');
    await store.info('run');

    expect(client.commands).toEqual(['EVALSHA', 'EVALSHA', 'EVAL', 'EVALSHA']);
  });

  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'memory'],
    ["NOPERM this user has no permissions to run the 'evalsha' command", 'permission'],
    ["ERR The user executing the script can't run this command or subcommand script: 5e", 'permission'],
    [
      "ERR The user executing the script can't access at least one of the keys mentioned in the command arguments",
      'permission',
    ],
    ["ERR The user executing the script can't publish to the channel mentioned in the command", 'permission'],
    ['NOAUTH Authentication required.', 'permission'],
    ['ERR unknown command `EVALSHA`', 'unsupported'],
    ["ERR Error compiling script (new function): user_script:1: unexpected symbol near '#'", 'unsupported'],
  ])('fails with a StoreRefusedError, which is not retryable, after %s', async (message, reason) => {
    const { client, store } = createStore();
    const cause = new Error(message);
    client.reply = () => {
      throw cause;
    };
    const failure: unknown = await Promise.resolve(store.info('run') as Promise<unknown>).catch(
      (error: unknown) => error,
    );

    expect(failure).toBeInstanceOf(StoreRefusedError);
    expect(failure).toMatchObject({ reason, cause, isRetryable: false });
  });

  it.each([
    "READONLY You can't write against a read only replica.",
    'MOVED 1 127.0.0.1:7001',
    'CLUSTERDOWN The cluster is down',
    'LOADING Redis is loading the dataset in memory',
    'MASTERDOWN Link with MASTER is down',
    'TRYAGAIN Multiple keys request during rehashing of slot',
    'Socket closed unexpectedly',
  ])('fails with the error of the client, so that the call is repeated, after %s', async (message) => {
    const { client, store } = createStore();
    const error = new Error(message);
    client.reply = () => {
      throw error;
    };

    await expect(store.info('run')).rejects.toBe(error);
  });

  it('reads replies of a client that returns bytes', async () => {
    const { client, store } = createStore();
    client.reply = () => [new TextEncoder().encode('gone'), new TextEncoder().encode('hash')];

    expect(await (store.info('run') as Promise<unknown>)).toEqual({ status: 'gone', subjectHash: 'hash' });
  });

  it('names all keys of a run under one hash tag, with the version of the format', async () => {
    const { client, store } = createStore({ prefix: 'app', shards: 8 });
    const tags = new Set<string>();
    client.reply = (_, keys) => {
      expect(new Set(keys.map((key) => /^\{app:v1:[0-7]\}:/.exec(key)?.[0])).size).toBe(1);
      tags.add(keys[0]!.slice(0, 'app:v1:0'.length + 2));
      return ['none'];
    };
    for (let id = 0; id < 100; id += 1) await store.info(`run-${id}`);

    expect(tags.size).toBe(8);
  });

  it('fails with a StoreRefusedError if the codec throws', async () => {
    const { store } = createStore({ codec: { encode: () => fail('no key'), decode: String } });
    const claim = { id: 'run', subject: '', epoch: 1, owner: 'o' };

    await expect(firstValueFrom(from(store.append(claim, 1, '[1]')))).rejects.toMatchObject({
      name: 'StoreRefusedError',
      reason: 'codec',
    });
  });
});

describe.each([
  ['the first entry', 1],
  ['a later entry', 2],
])('appends of %s of several runs, in one turn of the event loop', (_, seq) => {
  const toClaim = (id: string): RunClaim => ({ id, subject: '', epoch: 1, owner: 'o' });
  const append = (store: RunStore, id: string, data = '[1]'): Promise<RunWrite> =>
    firstValueFrom(from(store.append(toClaim(id), seq, data)));
  /** The ids in each command, in the order in which they are sent. */
  const recordIds = (client: FakeClient, fails: (ids: readonly string[]) => boolean = () => false) => {
    const sent: string[] = [];
    client.reply = (__, keys, args) => {
      const ids = toIds(keys);
      sent.push(args.includes('[1]') ? ids.join() : `other ${ids.join()}`);
      if (fails(ids)) throw new Error('ERR wrong type');
      return ids.map(() => 1);
    };
    return sent;
  };

  it('are sent as one command', async () => {
    const { client, store } = createStore();
    const sent = recordIds(client);
    const answers = await Promise.all(['a', 'b', 'c'].map((id) => append(store, id)));
    await append(store, 'a');

    expect(answers).toEqual([{ isWritten: true }, { isWritten: true }, { isWritten: true }]);
    expect(sent).toEqual(['a,b,c', 'a']);
  });

  it('are sent in two commands if another command is called in between', async () => {
    const { client, store } = createStore();
    const sent = recordIds(client);
    await Promise.all([
      append(store, 'a'),
      firstValueFrom(from(store.release(toClaim('a')))),
      append(store, 'b'),
    ]);

    expect(sent).toEqual(['a', 'other a', 'b']);
  });

  it.each<[string, (store: RunStore) => unknown]>([
    ['release', (store) => store.release(toClaim('a'))],
    ['beat', (store) => store.beat([toClaim('a')])],
    ['end', (store) => store.end(toClaim('a'), 2, 'done', '{}')],
    ['claimExpired', (store) => store.claimExpired('other', { limit: 1, sources: [] })],
    ['claimExpired of a run', (store) => store.claimExpired('other', { limit: 1, sources: [], id: 'a' })],
    ['list', (store) => store.list('')],
    ['read', (store) => store.read('a', startOffset, 1)],
  ])('are sent before a later %s', async (__, call) => {
    const { client, store } = createStore();
    const sent: string[] = [];
    client.reply = (___, ____, args) => {
      sent.push(args.includes('[1]') ? 'append' : 'other');
      return [1];
    };
    const written = append(store, 'a');
    await Promise.allSettled([call(store), written]);

    expect(sent.slice(0, 2)).toEqual(['append', 'other']);
  });

  it('do not fail because of one of them', async () => {
    const { client, store } = createStore();
    const sent = recordIds(client, (ids) => ids.includes('b'));
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((id) => append(store, id)));

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(sent).toEqual(['a,b,c', 'a', 'b,c', 'b', 'c']);
  });

  it('need at most 13 commands to find the failing run of 50', async () => {
    const { client, store } = createStore();
    const sent = recordIds(client, (ids) => ids.includes('run-20'));
    const ids = Array.from({ length: 50 }, (__, index) => `run-${index}`);
    const outcomes = await Promise.allSettled(ids.map((id) => append(store, id)));

    expect(ids.filter((__, index) => outcomes[index]!.status === 'rejected')).toEqual(['run-20']);
    expect(sent.length).toBeLessThanOrEqual(13);
  });

  it.each([
    "OOM command not allowed when used memory > 'maxmemory'.",
    'LOADING Redis is loading the dataset in memory',
    'Connection is closed.',
  ])('are not sent again one by one after an error that concerns all of them: %s', async (message) => {
    const { client, store } = createStore();
    client.reply = () => {
      throw new Error(message);
    };
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((id) => append(store, id)));

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(client.commands).toEqual(['EVALSHA']);
  });

  it('call the client in the async context of the store, also after a failure', async () => {
    const user = new AsyncLocalStorage<string>();
    const { client, store } = user.run('process', () => createStore());
    const contexts: (string | undefined)[] = [];
    client.reply = (__, keys, args) => {
      if (args.includes('[1]')) contexts.push(user.getStore());
      if (toIds(keys).length > 1) throw new Error('ERR wrong type');
      return [1];
    };
    const appendAs = (name: string): Promise<string | undefined> =>
      user.run(name, async () => {
        await append(store, name);
        return user.getStore();
      });
    const both = await Promise.all([appendAs('alice'), appendAs('bob')]);
    const before = appendAs('alice');
    await user.run('bob', () => firstValueFrom(from(store.info('b'))).catch(() => undefined));

    expect([...both, await before]).toEqual(['alice', 'bob', 'alice']);
    expect(contexts).toEqual(['process', 'process', 'process', 'process']);
  });

  it('fail if the reply has no result for them', async () => {
    const { client, store } = createStore();
    client.reply = () => [1];

    const outcomes = await Promise.allSettled(['a', 'b'].map((id) => append(store, id)));

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('are sent earlier if they are many or large, with at most 64 runs of one shard in a command', async () => {
    const { client, store } = createStore({ shards: 2 });
    const counts: number[] = [];
    client.reply = (__, keys) => {
      expect(new Set(keys.map((key) => key.split('}')[0])).size).toBe(1);
      counts.push(toIds(keys).length);
      return toIds(keys).map(() => 1);
    };
    await Promise.all(Array.from({ length: 150 }, (__, id) => append(store, `run-${id}`)));
    const small = counts.splice(0);
    await Promise.all(['a', 'b', 'c'].map((id) => append(store, id, `["${'x'.repeat(300_000)}"]`)));

    expect(Math.max(...small)).toBeLessThanOrEqual(64);
    expect(small.length).toBeLessThanOrEqual(4);
    expect(counts).toEqual([1, 1, 1]);
  });
});

it('sends an append again with all keys if the usual script does not write it, and emits the state if refused', async () => {
  const { client, store } = createStore();
  const sent: string[] = [];
  client.reply = (_, keys) => {
    sent.push(`${keys.length} keys`);
    return sent.length === 1 ? [1, 0, 0] : [1, ['gone', 'hash']];
  };
  const outcomes = await Promise.all(
    ['a', 'b', 'c'].map((id) =>
      firstValueFrom(from(store.append({ id, subject: '', epoch: 1, owner: 'o' }, 2, '[1]'))),
    ),
  );

  // Two keys for each of three runs, then six for each of two.
  expect(sent).toEqual(['6 keys', '12 keys']);
  expect(outcomes).toEqual([
    { isWritten: true },
    { isWritten: true },
    { isWritten: false, run: { status: 'gone', subjectHash: 'hash' } },
  ]);
});

function fail(message: string): never {
  throw new Error(message);
}

describe('the settings of the server', () => {
  const getWarnings = async (infoReply: FakeClient['infoReply']): Promise<readonly string[]> => {
    const client = new FakeClient();
    client.infoReply = infoReply;
    const warnings: string[] = [];
    const store = redisRunStore(client, { onWarning: (message) => warnings.push(message) });
    // The replies to these calls come after the replies to INFO.
    for (let turn = 0; turn < 5; turn += 1) await store.info('run');
    return warnings;
  };
  const info = (version: string, policy: string, maxmemory: string) => (): string =>
    `# Server\r\nredis_version:${version}\r\nmaxmemory:${maxmemory}\r\nmaxmemory_policy:${policy}\r\n`;

  it.each([
    ['the policy noeviction', info('7.0.15', 'noeviction', '1000')],
    ['another policy, but no maxmemory', info('7.0.15', 'allkeys-lru', '0')],
  ])('cause no warning with %s', async (_, infoReply) => {
    expect(await getWarnings(infoReply)).toEqual([]);
  });

  // Every key has a time to live, so all policies except noeviction evict runs.
  it.each(['allkeys-lru', 'volatile-lru', 'volatile-ttl'])(
    'cause a warning with maxmemory and the policy %s',
    async (policy) => {
      expect(await getWarnings(info('7.0.15', policy, '1000'))).toEqual([
        expect.stringContaining(`\`maxmemory-policy\` of Redis is ${policy}`),
      ]);
    },
  );

  it('cause a warning if the version of the server is below 7', async () => {
    expect(await getWarnings(info('6.2.1', 'noeviction', '0'))).toEqual([
      expect.stringContaining('is 6.2.1'),
    ]);
  });

  it('cause one warning if INFO is forbidden, since they cannot be checked', async () => {
    const forbidden = (): never => fail("NOPERM this user has no permissions to run the 'info' command");

    expect(await getWarnings(forbidden)).toEqual([expect.stringContaining('cannot be checked')]);
  });

  it('cause no warning while the server cannot be reached', async () => {
    expect(await getWarnings(() => fail('Socket closed unexpectedly'))).toEqual([]);
  });

  it('cause a warning on the console by default', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const client = new FakeClient();
    client.infoReply = info('6.0.0', 'noeviction', '0');
    const store = redisRunStore(client);
    for (let turn = 0; turn < 5; turn += 1) await store.info('run');
    const calls = warn.mock.calls.flat();
    warn.mockRestore();

    expect(calls).toEqual([expect.stringMatching(/^venice-rx\/redis: Redis 7\.0 or later/)]);
  });
});

describe('appends of entries after the first one', () => {
  const append = (store: RunStore, id: string): Promise<RunWrite> =>
    firstValueFrom(from(store.append({ id, subject: '', epoch: 1, owner: 'o' }, 2, '[1]')));

  it('renew a lease with a separate command if the script returns 2', async () => {
    const { client, store } = createStore();
    const sent: string[] = [];
    client.reply = (_, keys, args) => {
      sent.push(`${toIds(keys).join()}: ${args.length}`);
      return args.includes('[1]') ? [1, 2] : [];
    };
    const answers = await Promise.all(['a', 'b'].map((id) => append(store, id)));

    expect(answers).toEqual([{ isWritten: true }, { isWritten: true }]);
    // Head and data of two runs; then id, epoch and owner of one.
    expect(sent).toEqual(['a,b: 4', 'b: 3']);
  });

  it('do not fail because another append is refused with a state that cannot be decoded', async () => {
    const decode = (): string => {
      throw new Error('no key');
    };
    const { client, store } = createStore({ codec: { encode: (text) => text, decode } });
    // The reply about a run that was stopped: its first entry of epoch 2 is encrypted.
    const stopped = [
      'run',
      '1',
      ['status', 'stopped', 'epoch', '2', 'offset', '2-1', 'subject', '""'],
      'encrypted',
    ];
    client.reply = (_, keys) => toIds(keys).map((id) => (keys.length > 4 ? stopped : id === 'a' ? 0 : 1));
    const outcomes = await Promise.allSettled(['a', 'b'].map((id) => append(store, id)));

    expect(outcomes[0]).toMatchObject({
      status: 'rejected',
      reason: expect.any(StoreRefusedError) as unknown,
    });
    expect(outcomes[1]).toMatchObject({ status: 'fulfilled', value: { isWritten: true } });
  });
});
