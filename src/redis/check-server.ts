import type { RedisCommands } from './redis-commands.js';

/**
 * Reports settings of the server that endanger runs. Uses `INFO`, since many hosted servers forbid `CONFIG`. If `INFO` is forbidden too,
 * reports only this.
 */
export async function checkServer(commands: RedisCommands, warn: (message: string) => void): Promise<void> {
  const info = await readInfo(commands);
  if (info === 'refused') {
    warn(
      'the settings of Redis cannot be checked, since INFO is not permitted; `maxmemory-policy` must be noeviction',
    );
    return;
  }
  const policy = info.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction' && info.get('maxmemory') !== '0') {
    warn(
      `\`maxmemory-policy\` of Redis is ${policy}: it may evict running runs, which then fail; set it to noeviction`,
    );
  }
  const version = info.get('redis_version');
  if (version !== undefined && Number.parseInt(version, 10) < 7) {
    warn(`Redis 7.0 or later is required; the server is ${version}`);
  }
}

async function readInfo(commands: RedisCommands): Promise<'refused' | ReadonlyMap<string, string>> {
  try {
    const sections = await Promise.all([commands.info('server'), commands.info('memory')]);
    const lines = sections.flatMap((section) => section?.split('\r\n') ?? []);
    return new Map(
      lines.flatMap((line): [string, string][] => {
        const [name = '', value] = line.split(':', 2);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  } catch (error) {
    // A server that cannot be reached is not reported here, but by the first call of the store.
    return error instanceof Error && /^(NOPERM|ERR)\b/.test(error.message) ? 'refused' : new Map();
  }
}
