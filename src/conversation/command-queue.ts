import { captureContext } from '#capture-context';
import type { AsyncContext } from '../async-context/async-context.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { UserMessage } from '../wire/chat-message.js';
import type { QueuedCommand } from './queued-command.js';
import { type RunHandle, RunOutput } from './run-handle.js';

/** A command at its start. */
export interface StartedCommand<Metadata> {
  readonly command: QueuedCommand<Metadata>;
  readonly output: RunOutput;
  /** The async context of the command; absent if the queue was loaded. */
  readonly context?: AsyncContext;
}

/** The commands that wait, each with its handle and its async context. */
export class CommandQueue<Metadata> {
  #commands: readonly QueuedCommand<Metadata>[];
  #isHeld: boolean;
  readonly #started = new Map<string, Omit<StartedCommand<Metadata>, 'command'>>();

  constructor(commands: readonly QueuedCommand<Metadata>[]) {
    this.#commands = commands;
    this.#isHeld = commands.length > 0;
  }

  get commands(): readonly QueuedCommand<Metadata>[] {
    return this.#commands;
  }

  /** Whether the commands wait also if no run is active. False if there are none. */
  get isHeld(): boolean {
    return this.#isHeld && this.#commands.length > 0;
  }

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
  }

  has(id: string): boolean {
    return this.#commands.some((command) => command.id === id);
  }

  /** The handle of a command that waits; undefined if there is none, as after loading. */
  getHandle(id: string): RunHandle | undefined {
    return this.#started.get(id)?.output.handle;
  }

  /** Throws a `LimitExceededError` if no other command can wait. */
  assertRoom(): void {
    if (this.#commands.length < maxQueue) return;
    const message = `more than ${maxQueue} commands wait for the run to end`;
    throw new LimitExceededError({ message, kind: 'queue', limit: maxQueue });
  }

  /** Adds a command, and releases the queue. */
  add(command: QueuedCommand<Metadata>, position: 'first' | 'last'): RunHandle {
    const output = new RunOutput(command.id);
    this.#started.set(command.id, { output, context: captureContext() });
    this.#commands = position === 'first' ? [command, ...this.#commands] : [...this.#commands, command];
    this.#isHeld = false;
    return output.handle;
  }

  /** Takes the next command out. */
  take(): StartedCommand<Metadata> | undefined {
    const [command, ...others] = this.#commands;
    if (command === undefined) return undefined;
    this.#commands = others;
    const started = this.#started.get(command.id) ?? { output: new RunOutput(command.id) };
    this.#started.delete(command.id);
    return { command, ...started };
  }

  cancel(id: string): boolean {
    if (!this.has(id)) return false;
    this.#commands = this.#commands.filter((command) => command.id !== id);
    this.#drop(id);
    return true;
  }

  /** Returns false if no command with this id and a content waits. */
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
    this.#started.delete(id);
    started?.output.complete();
  }
}

/** Maximum number of queued commands. */
export const maxQueue = 1000;
