import { captureContext } from '#capture-context';
import type { LuaScript } from './lua-script.js';
import { toList, toText } from './parse-reply.js';
import type { RedisCommands } from './redis-commands.js';
import { appendScript } from './write-scripts.js';

/** Maximum number of appends that one command contains, and of characters of their data. */
const maxCount = 64;
const maxSize = 256 * 1024;

/** An append that has not been sent. */
interface Append {
  readonly keys: readonly string[];
  readonly args: readonly string[];
  /** Receives undefined, or the state of the run if the append is refused. */
  readonly resolve: (refusal: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The appends of one shard: their keys are on one node of a cluster. */
interface Batch {
  readonly appends: Append[];
  size: number;
}

/**
 * Sends the appends of one turn of the event loop together, since a command costs the client, the server and the operating system more
 * than the entry that it writes. Commands are sent in the order of the calls: every other one is sent after the appends before it.
 */
export class BatchedCommands {
  readonly #commands: RedisCommands;
  /** An append that is sent with those of other users must not have the context of one of them. */
  readonly #context = captureContext();
  /** By shard. */
  readonly #batches = new Map<number, Batch>();
  #isScheduled = false;

  constructor(commands: RedisCommands) {
    this.#commands = commands;
  }

  /** Runs a script that is not an append, now. */
  run(script: LuaScript, keys: string[], args: string[]): Promise<unknown> {
    this.#flush();
    return this.#commands.run(script, keys, args);
  }

  /** Sends an append at the end of this turn. Resolves to undefined, or to the state of the run if the append is refused. */
  append(shard: number, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const batch = this.#batches.get(shard) ?? { appends: [], size: 0 };
      this.#batches.set(shard, batch);
      batch.appends.push({ keys, args, resolve, reject });
      batch.size += args.at(-1)?.length ?? 0;
      if (batch.appends.length >= maxCount || batch.size >= maxSize) this.#flush();
      else this.#schedule();
    });
  }

  #flush(): void {
    if (this.#batches.size === 0) return;
    const batches = [...this.#batches.values()];
    this.#batches.clear();
    this.#context.run(() => {
      for (const { appends } of batches) this.#send(appends);
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #send(appends: readonly Append[]): void {
    const keys: string[] = [];
    const args: string[] = [];
    for (const append of appends) {
      keys.push(...append.keys);
      args.push(...append.args);
    }
    this.#commands.run(appendScript, keys, args).then(
      (reply) => {
        const results = toList(reply);
        appends.forEach(({ resolve, reject }, index) => {
          const result = results[index];
          if (Array.isArray(result)) resolve(result);
          else if (toText(result) === '1') resolve(undefined);
          else reject(new Error(`the server has answered an append with ${toText(result)}`));
        });
      },
      (error: unknown) => {
        // Others, such as a refusal or a lost connection, concern all of them alike.
        if (appends.length > 1 && isOfOneRun(error)) this.#sendHalves(appends);
        else for (const { reject } of appends) reject(error);
      },
    );
  }

  /**
   * One run must not fail because of another one, which a few commands find. Entries that have been written already are recognized, and
   * a claim that was released in the meantime is refused.
   */
  #sendHalves(appends: readonly Append[]): void {
    const middle = appends.length >> 1;
    this.#send(appends.slice(0, middle));
    this.#send(appends.slice(middle));
  }
}

/** Whether the keys of one run may be the cause of an error. The message of a `StoreRefusedError` begins with other words. */
function isOfOneRun(error: unknown): boolean {
  return error instanceof Error && /^(ERR|WRONGTYPE) /.test(error.message);
}
