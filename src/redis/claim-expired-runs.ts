import { type ClaimOptions, type StoredRun, runFormat } from '../durable/run-store.js';
import type { BatchedCommands } from './batched-commands.js';
import type { EntryCodec } from './entry-codec.js';
import { parseLookup, toList, toText } from './parse-reply.js';
import type { RunCodec } from './run-codec.js';
import type { RunKeys } from './run-keys.js';
import { claimScript, expiredScript } from './run-scripts.js';

/** The parts of the store that {@link claimExpiredRuns} uses. */
export interface ClaimTools {
  readonly commands: BatchedCommands;
  readonly keys: RunKeys;
  readonly codec: RunCodec;
  readonly entries: EntryCodec;
}

/** Maximum number of ids of expired runs that one command returns. */
const pageSize = 64;

/** Claims runs whose current claim has expired. If no claim has expired, sends only one command per group of runs. */
export async function claimExpiredRuns(
  tools: ClaimTools,
  owner: string,
  { limit, sources, id }: ClaimOptions,
): Promise<readonly StoredRun[]> {
  const claim = (expired: string): Promise<StoredRun | undefined> => claimRun(tools, owner, sources, expired);
  if (id !== undefined) {
    const claimed = await claim(id);
    return claimed ? [claimed] : [];
  }
  const { shards } = tools.keys;
  const firstPages = await Promise.all(shards.map((shard) => findExpired(tools, shard, 0)));
  const claimed: StoredRun[] = [];
  for (const [shard, firstPage] of firstPages.entries()) {
    let page = firstPage;
    let skip = 0;
    while (claimed.length < limit) {
      for (const expired of page) {
        const run = claimed.length < limit ? await claim(expired) : undefined;
        if (run) claimed.push(run);
        // A run that this process may not claim remains in the sorted set `leases`.
        else skip += 1;
      }
      if (page.length < pageSize) break;
      page = await findExpired(tools, shard, skip);
    }
  }
  return claimed;
}

async function findExpired(
  { commands, keys }: ClaimTools,
  shard: number,
  skip: number,
): Promise<readonly string[]> {
  const reply = await commands.run(expiredScript, [keys.leases(shard)], ['', String(skip), String(pageSize)]);
  return toList(reply).map(toText);
}

async function claimRun(
  { commands, keys, codec, entries }: ClaimTools,
  owner: string,
  sources: readonly string[],
  id: string,
): Promise<StoredRun | undefined> {
  const args = [id, owner, String(runFormat), ...sources];
  const [found, restart] = toList(await commands.run(claimScript, keys.forRun(id), args));
  const run = parseLookup(id, found, entries);
  if (run === undefined || run.status === 'gone') return undefined;
  const text = toText(restart ?? '');
  return text === '' ? run : { ...run, restart: codec.decode(text, run) };
}
