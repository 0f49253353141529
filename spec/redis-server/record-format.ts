import type { RedisServer } from './redis-server.js';

/** Type and content of a key, without its time to live. In `members`, each member of a sorted set is followed by its score. */
export type RecordedKey =
  | { readonly type: 'hash'; readonly fields: Readonly<Record<string, string>> }
  | { readonly type: 'stream'; readonly entries: readonly (readonly [string, readonly string[]])[] }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'zset'; readonly members: readonly string[] };

/** Records all keys of a server. */
export async function recordKeys(server: RedisServer): Promise<Readonly<Record<string, RecordedKey>>> {
  const recorded: Record<string, RecordedKey> = {};
  for (const key of await server.keys()) {
    const type = await server.command('TYPE', key);
    if (type === 'hash')
      recorded[key] = { type, fields: toFields((await server.command('HGETALL', key)) as string[]) };
    else if (type === 'stream') {
      const entries = (await server.command('XRANGE', key, '-', '+')) as [string, string[]][];
      recorded[key] = { type, entries };
    } else if (type === 'zset') {
      recorded[key] = {
        type,
        members: (await server.command('ZRANGE', key, '0', '-1', 'WITHSCORES')) as string[],
      };
    } else recorded[key] = { type: 'string', value: String(await server.command('GET', key)) };
  }
  return recorded;
}

/** Writes recorded keys into a server. */
export async function restoreKeys(
  server: RedisServer,
  keys: Readonly<Record<string, RecordedKey>>,
): Promise<void> {
  for (const [key, recorded] of Object.entries(keys)) {
    if (recorded.type === 'hash')
      await server.command('HSET', key, ...Object.entries(recorded.fields).flat());
    else if (recorded.type === 'string') await server.command('SET', key, recorded.value);
    else if (recorded.type === 'stream') {
      for (const [offset, fields] of recorded.entries) await server.command('XADD', key, offset, ...fields);
    } else {
      for (let at = 0; at < recorded.members.length; at += 2) {
        await server.command('ZADD', key, recorded.members[at + 1]!, recorded.members[at]!);
      }
    }
  }
}

function toFields(flat: readonly string[]): Readonly<Record<string, string>> {
  const pairs = flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]!] as const] : []));
  return Object.fromEntries(pairs);
}
