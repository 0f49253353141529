import { captureContext } from '#capture-context';
import type { LuaScript } from './lua-script.js';
import { toList, toText } from './parse-reply.js';
import type { PendingAppend } from './pending-append.js';
import type { RedisCommands } from './redis-commands.js';
import { beatScript } from './run-scripts.js';
import { appendAnyScript, appendScript, keysPerUsualAppend } from './write-scripts.js';

/** Maximum number of appends in one command. */
const maxCount = 64;
/** Maximum number of characters of the data of these appends. */
const maxSize = 256 * 1024;

/** The appends of one shard: their keys are on one node of a cluster. */
interface Batch {
  readonly appends: PendingAppend[];
  size: number;
}

/**
 * Sends the appends of one turn of the event loop together, since a command costs the client, the server and the operating system more
 * than the entry that it writes. Any other command is sent after the appends that were called before it. An append that
 * {@link appendScript} does not write is sent again with {@link appendAnyScript}, after later commands. Their order does not matter: the
 * append is then refused, or an earlier call has already written its entry.
 */
export class BatchedCommands {
  readonly #commands: RedisCommands;
  /** The async context of the store: a command with the appends of several users must not get the context of one of them. */
  readonly #context = captureContext();
  /** The appends that have not been sent, by shard. */
  readonly #batches = new Map<number, Batch>();
  #isScheduled = false;

  constructor(commands: RedisCommands) {
    this.#commands = commands;
  }

  /** Sends the waiting appends, and then a script that is not an append. */
  run(script: LuaScript, keys: string[], args: string[]): Promise<unknown> {
    this.#flush();
    return this.#commands.run(script, keys, args);
  }

  /** Sends an append at the end of this turn of the event loop, or earlier. */
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
        // Other errors, such as a refusal or a lost connection, concern all appends of the command.
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

  /** Renews leases that no `beat` has renewed in time. Errors are ignored: the next append or `beat` also renews the leases. */
  #renew(appends: readonly PendingAppend[]): void {
    if (appends.length === 0) return;
    const keys = appends.flatMap((append) => append.keys);
    const args = appends.flatMap(({ claim: { id, epoch, owner } }) => [id, String(epoch), owner]);
    this.#commands.run(beatScript, keys, args).catch(() => undefined);
  }

  /**
   * Sends the appends again in two commands, since one run must not fail because of another run. Repeated halving finds the failing run with
   * few commands. The scripts recognize entries that have been written already, and refuse a claim that was released in the meantime.
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
