import { captureContext } from '#capture-context';
import type { LuaScript } from './lua-script.js';
import { toList, toText } from './parse-reply.js';
import type { PendingAppend } from './pending-append.js';
import type { RedisCommands } from './redis-commands.js';
import { beatScript } from './run-scripts.js';
import { appendAnyScript, appendScript, keysPerUsualAppend } from './write-scripts.js';

/** Maximum number of appends that one command contains, and of characters of their data. */
const maxCount = 64;
const maxSize = 256 * 1024;

/** The appends of one shard: their keys are on one node of a cluster. */
interface Batch {
  readonly appends: PendingAppend[];
  size: number;
}

/**
 * Sends the appends of one turn of the event loop together, since a command costs the client, the server and the operating system more
 * than the entry that it writes. Commands are sent in the order of the calls: every other one is sent after the appends before it. An append
 * that the usual script cannot execute is sent again after its answer, but it is refused then, unless the server has evicted the log.
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

  /** Sends an append at the end of this turn. */
  append(shard: number, append: PendingAppend): void {
    const batch = this.#batches.get(shard) ?? { appends: [], size: 0 };
    this.#batches.set(shard, batch);
    batch.appends.push(append);
    batch.size += append.data.length;
    if (batch.appends.length >= maxCount || batch.size >= maxSize) this.#flush();
    else this.#schedule();
  }

  #flush(): void {
    if (this.#batches.size === 0) return;
    const batches = [...this.#batches.values()];
    this.#batches.clear();
    this.#context.run(() => {
      for (const { appends } of batches) {
        this.#send(
          appendScript,
          appends.filter(({ isFirst }) => !isFirst),
        );
        this.#send(
          appendAnyScript,
          appends.filter(({ isFirst }) => isFirst),
        );
      }
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

  #send(script: LuaScript, appends: readonly PendingAppend[]): void {
    if (appends.length === 0) return;
    const isUsual = script === appendScript;
    const keys: string[] = [];
    const args: string[] = [];
    for (const append of appends) {
      if (!isUsual) args.push(append.claim.id);
      const count = isUsual ? keysPerUsualAppend : append.keys.length;
      for (let index = 0; index < count; index += 1) keys.push(append.keys[index] ?? '');
      args.push(append.head, append.data);
    }
    this.#commands.run(script, keys, args).then(
      (reply) => {
        this.#receive(toList(reply), appends, isUsual);
      },
      (error: unknown) => {
        // Others, such as a refusal or a lost connection, concern all of them alike.
        if (appends.length > 1 && isOfOneRun(error)) this.#sendHalves(script, appends);
        else for (const append of appends) append.fail(error);
      },
    );
  }

  #receive(results: readonly unknown[], appends: readonly PendingAppend[], isUsual: boolean): void {
    const unusual: PendingAppend[] = [];
    const toRenew: PendingAppend[] = [];
    for (const [index, append] of appends.entries()) {
      const result = results[index];
      const text = Array.isArray(result) ? '' : toText(result);
      const isToRenew = isUsual && text === '2';
      if (isToRenew) toRenew.push(append);
      if (text === '1' || isToRenew) append.succeed();
      else if (text === '' && !isUsual) append.refuse(result);
      else if (text === '0' && isUsual) unusual.push(append);
      else append.fail(new Error(`the server has answered an append with ${text}`));
    }
    this.#renew(toRenew);
    this.#send(appendAnyScript, unusual);
  }

  /** Renews leases that no beat has renewed in time. If this fails, the next append or beat does it, or reports that the claim is lost. */
  #renew(appends: readonly PendingAppend[]): void {
    if (appends.length === 0) return;
    const keys = appends.flatMap((append) => append.keys);
    const args = appends.flatMap(({ claim: { id, epoch, owner } }) => [id, String(epoch), owner]);
    this.#commands.run(beatScript, keys, args).catch(() => undefined);
  }

  /**
   * One run must not fail because of another one, which a few commands find. Entries that have been written already are recognized, and
   * a claim that was released in the meantime is refused.
   */
  #sendHalves(script: LuaScript, appends: readonly PendingAppend[]): void {
    const middle = appends.length >> 1;
    this.#send(script, appends.slice(0, middle));
    this.#send(script, appends.slice(middle));
  }
}

/** Whether the keys of one run may be the cause of an error. The message of a `StoreRefusedError` begins with other words. */
function isOfOneRun(error: unknown): boolean {
  return error instanceof Error && /^(ERR|WRONGTYPE) /.test(error.message);
}
