import { captureContext } from '#capture-context';
import type { AsyncContext } from '../async-context/async-context.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { UserMessage } from '../wire/chat-message.js';
import type { Approvals } from './approvals.js';
import type { QueuedCommand, QueuedRegenerate } from './queued-command.js';
import { type RunHandle, RunOutput } from './run-handle.js';

/** A command that is taken out of the queue to start it. */
export interface StartedCommand<Metadata> {
  readonly command: QueuedCommand<Metadata>;
  readonly output: RunOutput;
  /** The async context of the command; absent if the queue was loaded. */
  readonly context?: AsyncContext;
  /** The approvals of the tool calls that the command continues. */
  readonly approvals?: Approvals;
}

/** A command in a store: undefined if it has been removed from the queue. */
export interface StoredCommand<Metadata> {
  readonly id: string;
  readonly command: QueuedCommand<Metadata> | undefined;
  readonly position: number;
}

/** The queued commands, each with its handle and its async context. */
export class CommandQueue<Metadata> {
  #commands: readonly QueuedCommand<Metadata>[];
  #isHeld: boolean;
  /** Position of each command; the lowest starts first. Saved in the store, so that it is the same after a reload and in all tabs. */
  readonly #positions = new Map<string, number>();
  /** Ids of commands that another conversation over the same store will start. */
  readonly #others = new Set<string>();
  readonly #started = new Map<string, Omit<StartedCommand<Metadata>, 'command'>>();

  constructor(commands: readonly QueuedCommand<Metadata>[]) {
    this.#commands = commands;
    this.#isHeld = commands.length > 0;
    for (const [index, { id }] of commands.entries()) this.#positions.set(id, index);
  }

  get commands(): readonly QueuedCommand<Metadata>[] {
    return this.#commands;
  }

  /** Whether the commands wait even if no run is active. False if the queue is empty. */
  get isHeld(): boolean {
    return this.#commands.length > 0 && (this.#isHeld || !this.hasOwn);
  }

  /** Whether there are commands that this conversation will start. */
  get hasOwn(): boolean {
    return this.#commands.some(({ id }) => !this.#others.has(id));
  }

  hold(): void {
    this.#isHeld = true;
  }

  /** Releases the queue; from then on, this conversation starts all of its commands. */
  release(): void {
    this.#isHeld = false;
    this.#others.clear();
  }

  /** Returns the position of a command. */
  getPosition(id: string): number {
    return this.#positions.get(id) ?? 0;
  }

  /**
   * Adds, replaces or removes commands after changes in the store.
   *
   * @param isLoaded - Whether this is the first load: this conversation starts the commands, but not before `release`, unless a command
   * has been given in the meantime.
   */
  merge(queued: readonly StoredCommand<Metadata>[], isLoaded: boolean): void {
    const isReleased = this.#commands.length > 0 && !this.#isHeld;
    const known = new Map(this.#commands.map((command) => [command.id, command]));
    for (const { id, command, position } of queued) {
      if (command === undefined) {
        known.delete(id);
        this.#drop(id);
        continue;
      }
      if (!known.has(id) && !isLoaded) this.#others.add(id);
      known.set(id, command);
      this.#positions.set(id, position);
    }
    if (isLoaded && queued.length > 0) this.#moveAfter(queued);
    this.#commands = [...known.values()].sort((one, other) => this.#compare(one.id, other.id));
    if (isLoaded && !isReleased) this.#isHeld = this.#commands.length > 0;
  }

  /** Moves the commands that were added while the store was loading after those of the store. */
  #moveAfter(loaded: readonly StoredCommand<Metadata>[]): void {
    const last = Math.max(...loaded.map(({ position }) => position));
    for (const { id } of this.#commands) {
      if (this.#started.has(id)) this.#positions.set(id, last + 1 + this.getPosition(id));
    }
  }

  #compare(id: string, other: string): number {
    return this.getPosition(id) - this.getPosition(other) || (id < other ? -1 : 1);
  }

  has(id: string): boolean {
    return this.#commands.some((command) => command.id === id);
  }

  /** Returns the handle of a queued command; undefined if there is none, such as for a command from the store. */
  getHandle(id: string): RunHandle | undefined {
    return this.#started.get(id)?.output.handle;
  }

  /** Returns the queued command that continues the tool calls of an entry, if any. */
  findContinuation(entryId: string): QueuedCommand<Metadata> | undefined {
    return this.#commands.find((command) => isContinuation(command) && command.entryId === entryId);
  }

  /** Returns the approvals of the command that continues the tool calls of this entry. */
  getApprovals(entryId: string): Approvals | undefined {
    const command = this.findContinuation(entryId);
    return command && this.#started.get(command.id)?.approvals;
  }

  /** Throws a `LimitExceededError` if the queue is full. */
  assertRoom(): void {
    if (this.#commands.length < maxQueue) return;
    const message = `more than ${maxQueue} commands wait for the run to end`;
    throw new LimitExceededError({ message, kind: 'queue', limit: maxQueue });
  }

  /**
   * Adds a command, and releases the queue.
   *
   * @param approvals - Responses to the calls that it continues, which are dropped with it.
   */
  add(command: QueuedCommand<Metadata>, position: 'first' | 'last', approvals?: Approvals): RunHandle {
    const output = new RunOutput(command.id);
    const { id: first = '' } = this.#commands[0] ?? {};
    const { id: last = '' } = this.#commands.at(-1) ?? {};
    this.#started.set(command.id, { output, context: captureContext(), ...(approvals && { approvals }) });
    const place = position === 'first' ? this.getPosition(first) - 1 : this.getPosition(last) + 1;
    this.#positions.set(command.id, place);
    this.#commands = position === 'first' ? [command, ...this.#commands] : [...this.#commands, command];
    this.#isHeld = false;
    return output.handle;
  }

  /** Removes and returns the next command. */
  take(): StartedCommand<Metadata> | undefined {
    const command = this.#commands.find(({ id }) => !this.#others.has(id));
    if (command === undefined) return undefined;
    this.#commands = this.#commands.filter((other) => other !== command);
    const started = this.#started.get(command.id) ?? { output: new RunOutput(command.id) };
    this.#forget(command.id);
    return { command, ...started };
  }

  cancel(id: string): boolean {
    if (!this.has(id)) return false;
    this.#commands = this.#commands.filter((command) => command.id !== id);
    this.#drop(id);
    return true;
  }

  /** Removes the commands of this conversation that continue open calls; returns the ids of their entries. */
  cancelContinuations(isCancelled: (entryId: string) => boolean = () => true): readonly string[] {
    return this.#commands.flatMap((command) => {
      if (!isContinuation(command) || this.#others.has(command.id) || !isCancelled(command.entryId))
        return [];
      this.cancel(command.id);
      return [command.entryId];
    });
  }

  /** Changes the content of a queued command. Returns false if there is no such command, or if it has no content. */
  edit(id: string, content: UserMessage['content']): boolean {
    const isFound = this.#commands.some((command) => command.id === id && command.type !== 'regenerate');
    if (isFound) {
      this.#commands = this.#commands.map((command) =>
        command.id === id && command.type !== 'regenerate' ? { ...command, content } : command,
      );
    }
    return isFound;
  }

  clear(): void {
    const dropped = this.#commands;
    if (dropped.length > 0) this.#commands = [];
    for (const { id } of dropped) this.#drop(id);
  }

  #drop(id: string): void {
    const started = this.#started.get(id);
    this.#forget(id);
    started?.output.complete();
  }

  #forget(id: string): void {
    this.#started.delete(id);
    this.#positions.delete(id);
    this.#others.delete(id);
  }
}

interface Continuation extends QueuedRegenerate {
  readonly entryId: string;
}

function isContinuation(command: QueuedCommand): command is Continuation {
  return command.type === 'regenerate' && command.isContinuation === true && command.entryId !== undefined;
}

/** Maximum number of queued commands. */
export const maxQueue = 1000;
