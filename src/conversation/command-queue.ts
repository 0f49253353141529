// One class with more than 150 lines: the position, handle, context and responses of a command change together with the queue.
import { captureContext } from '#capture-context';
import type { AsyncContext } from '../async-context/async-context.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { UserMessage } from '../wire/chat-message.js';
import type { CallResponse } from './call-response.js';
import type { QueuedCommand, QueuedRegenerate } from './queued-command.js';
import { type RunHandle, RunOutput } from './run-handle.js';

/** A command that was taken out of the queue to be started. */
export interface StartedCommand<Metadata> {
  readonly command: QueuedCommand<Metadata>;
  readonly output: RunOutput;
  /** The async context in which the command was called; absent if it was loaded with the conversation. */
  readonly context?: AsyncContext;
  /** Responses to the calls that the command continues. */
  readonly responses: readonly CallResponse[];
}

/** The internal fields of a command. */
export interface CommandDetails {
  /** Responses to the calls that the command continues. */
  readonly responses?: readonly CallResponse[];
  /** Id of an answer whose calls the command refuses if the run of the answer is in another conversation, and awaits only approvals. */
  readonly refuses?: string;
}

/** A command as it is saved. */
export interface QueuedRow<Metadata> extends CommandDetails {
  readonly command: QueuedCommand<Metadata>;
  readonly position: number;
}

/** A command as it was read from a store. */
export interface StoredCommand<Metadata> extends CommandDetails {
  readonly id: string;
  /** Undefined if the command was removed from the queue. */
  readonly command: QueuedCommand<Metadata> | undefined;
  readonly position: number;
}

/** A command that was removed from the queue since the run that it would continue is active. */
export interface TakenContinuation {
  readonly id: string;
  readonly responses: readonly CallResponse[];
}

/** The queued commands of a conversation. */
export class CommandQueue<Metadata> {
  #commands: readonly QueuedCommand<Metadata>[];
  #isHeld: boolean;
  /** Position of each command; the lowest starts first. Saved in the store, so that it is the same after a reload and in all tabs. */
  readonly #positions = new Map<string, number>();
  /** Ids of commands that another conversation with the same store will start. */
  readonly #foreignIds = new Set<string>();
  readonly #details = new Map<string, CommandDetails>();
  /** Output and async context of each command that was called here, i.e. that was not read from a store or an export. */
  readonly #outputs = new Map<string, Pick<StartedCommand<Metadata>, 'context' | 'output'>>();

  constructor(commands: readonly QueuedCommand<Metadata>[]) {
    this.#commands = commands;
    this.#isHeld = commands.length > 0;
    for (const [index, { id }] of commands.entries()) this.#positions.set(id, index);
  }

  get commands(): readonly QueuedCommand<Metadata>[] {
    return this.#commands;
  }

  /** Whether the commands wait although no run is active. False if the queue is empty. */
  get isHeld(): boolean {
    return this.#commands.length > 0 && (this.#isHeld || !this.hasOwn);
  }

  /** Whether there are commands that this conversation will start. */
  get hasOwn(): boolean {
    return this.#commands.some(({ id }) => !this.#foreignIds.has(id));
  }

  hold(): void {
    this.#isHeld = true;
  }

  /** Releases the queue. This conversation then starts all queued commands, also those that another conversation would have started. */
  release(): void {
    this.#isHeld = false;
    this.#foreignIds.clear();
  }

  getPosition(id: string): number {
    return this.#positions.get(id) ?? 0;
  }

  /** Returns a command as it is saved. */
  toRow(command: QueuedCommand<Metadata>): QueuedRow<Metadata> {
    return { command, position: this.getPosition(command.id), ...this.#details.get(command.id) };
  }

  /**
   * Adds, replaces or removes commands after changes in the store.
   *
   * @param isFirst - Whether the conversation is being loaded. If so, this conversation will start the commands: at once if a command was
   * added here while the conversation was loading, and otherwise after `release`.
   */
  merge(queued: readonly StoredCommand<Metadata>[], isFirst: boolean): void {
    const isReleased = this.#commands.length > 0 && !this.#isHeld;
    const commands = new Map(this.#commands.map((command) => [command.id, command]));
    for (const { id, command, position, ...details } of queued) {
      if (command === undefined) {
        commands.delete(id);
        this.#drop(id);
        continue;
      }
      if (!commands.has(id) && !isFirst) this.#foreignIds.add(id);
      commands.set(id, command);
      this.#positions.set(id, position);
      this.#details.set(id, details);
    }
    if (isFirst && queued.length > 0) this.#moveAfter(queued);
    this.#commands = [...commands.values()].sort((one, other) => this.#compare(one.id, other.id));
    if (isFirst && !isReleased) this.#isHeld = this.#commands.length > 0;
  }

  /** Moves the commands that were added while the conversation was loading after those of the store. */
  #moveAfter(loaded: readonly StoredCommand<Metadata>[]): void {
    const last = Math.max(...loaded.map(({ position }) => position));
    for (const { id } of this.#commands) {
      if (this.#outputs.has(id)) this.#positions.set(id, last + 1 + this.getPosition(id));
    }
  }

  #compare(id: string, other: string): number {
    return this.getPosition(id) - this.getPosition(other) || (id < other ? -1 : 1);
  }

  has(id: string): boolean {
    return this.#commands.some((command) => command.id === id);
  }

  /** Returns the handle of a queued command; undefined for a command that was read from a store or an export. */
  getHandle(id: string): RunHandle | undefined {
    return this.#outputs.get(id)?.output.handle;
  }

  /** Returns the commands that continue the tool calls of an entry. */
  #getContinuations(entryId: string): readonly QueuedCommand<Metadata>[] {
    return this.#commands.filter((command) => isContinuation(command) && command.entryId === entryId);
  }

  /** Whether a command continues the tool calls of an entry. */
  hasContinuation(entryId: string): boolean {
    return this.#getContinuations(entryId).length > 0;
  }

  /** Whether a response to a call of an entry waits in the queue. */
  isAnswered(entryId: string, callId: string): boolean {
    return this.#getContinuations(entryId).some(({ id }) => this.#hasResponse(id, callId));
  }

  #hasResponse(id: string, callId: string): boolean {
    return this.#details.get(id)?.responses?.some((response) => response.callId === callId) === true;
  }

  /**
   * Adds a response to a call of an entry, and releases the queue. Returns the handle of the run that will use it.
   *
   * @param isSaved - Whether a command may already be in the store. The response is then added as a new command, since another conversation
   * may have read the saved one.
   */
  addResponse(
    entryId: string,
    response: CallResponse,
    newId: () => string,
    isSaved: (id: string) => boolean,
  ): RunHandle {
    const own = this.#getContinuations(entryId).filter(({ id }) => this.#outputs.has(id));
    const unsaved = own.find(({ id }) => !isSaved(id));
    const handle = own[0] && this.getHandle(own[0].id);
    if (unsaved !== undefined && handle !== undefined) {
      const { responses = [] } = this.#details.get(unsaved.id) ?? {};
      this.#details.set(unsaved.id, { responses: [...responses, response] });
      this.#isHeld = false;
      return handle;
    }
    const command = { type: 'regenerate', id: newId(), entryId, isContinuation: true } as const;
    return this.add(
      command,
      'first',
      { responses: [response] },
      own[0] && this.#outputs.get(own[0].id)?.output,
    );
  }

  /** Removes and returns the commands that continue the tool calls of an entry whose run is active. */
  takeContinuations(entryId: string, output: RunOutput): readonly TakenContinuation[] {
    return this.#getContinuations(entryId).map(({ id }) => {
      const { responses = [] } = this.#details.get(id) ?? {};
      if (this.#outputs.get(id)?.output === output) this.#outputs.delete(id);
      this.cancel(id);
      return { id, responses };
    });
  }

  /** Whether one of these commands refuses the calls of an answer. */
  refuses(ids: readonly string[], entryId: string): boolean {
    return ids.some((id) => this.has(id) && this.#details.get(id)?.refuses === entryId);
  }

  /** Throws a `LimitExceededError` if the queue is full. */
  assertNotFull(): void {
    if (this.#commands.length < maxQueue) return;
    const message = `more than ${maxQueue} commands wait for the run to end`;
    throw new LimitExceededError({ message, kind: 'queue', limit: maxQueue });
  }

  /** Adds a command, and releases the queue. */
  add(
    command: QueuedCommand<Metadata>,
    position: 'first' | 'last',
    details: CommandDetails = {},
    output = new RunOutput(command.id),
  ): RunHandle {
    const { id: first = '' } = this.#commands[0] ?? {};
    const { id: last = '' } = this.#commands.at(-1) ?? {};
    this.#outputs.set(command.id, { output, context: captureContext() });
    this.#details.set(command.id, details);
    const place = position === 'first' ? this.getPosition(first) - 1 : this.getPosition(last) + 1;
    this.#positions.set(command.id, place);
    this.#commands = position === 'first' ? [command, ...this.#commands] : [...this.#commands, command];
    this.#isHeld = false;
    return output.handle;
  }

  /** Removes and returns the next command that this conversation starts; undefined if there is none. */
  take(): StartedCommand<Metadata> | undefined {
    const command = this.#commands.find(({ id }) => !this.#foreignIds.has(id));
    if (command === undefined) return undefined;
    this.#commands = this.#commands.filter((other) => other !== command);
    const started = this.#outputs.get(command.id) ?? { output: new RunOutput(command.id) };
    const { responses = [] } = this.#details.get(command.id) ?? {};
    this.#forget(command.id);
    return { command, responses, ...started };
  }

  cancel(id: string): boolean {
    if (!this.has(id)) return false;
    this.#commands = this.#commands.filter((command) => command.id !== id);
    this.#drop(id);
    return true;
  }

  /** Removes the commands that continue open calls and that this conversation would start. Returns the ids of their entries. */
  cancelOwn(isCancelled: (entryId: string) => boolean = () => true): readonly string[] {
    return this.#commands.flatMap((command) => {
      if (!isContinuation(command) || this.#foreignIds.has(command.id) || !isCancelled(command.entryId))
        return [];
      this.cancel(command.id);
      return [command.entryId];
    });
  }

  /** Removes the commands that continue open calls, no matter which conversation would start them. */
  cancelContinuations(isCancelled: (entryId: string) => boolean): void {
    for (const command of this.#commands)
      if (isContinuation(command) && isCancelled(command.entryId)) this.cancel(command.id);
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
    const commands = this.#commands;
    if (commands.length > 0) this.#commands = [];
    for (const { id } of commands) this.#drop(id);
  }

  /** Completes the handle of a command that was removed without being started. */
  #drop(id: string): void {
    const output = this.#outputs.get(id)?.output;
    this.#forget(id);
    // Several commands with responses may share a handle.
    const isShared = [...this.#outputs.values()].some((other) => other.output === output);
    if (!isShared) output?.complete();
  }

  #forget(id: string): void {
    this.#outputs.delete(id);
    this.#details.delete(id);
    this.#positions.delete(id);
    this.#foreignIds.delete(id);
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
