// One class with more than 150 lines: its commands and its run share the same private state.
import { EMPTY, type Observable, Subject, defer, finalize, takeUntil } from 'rxjs';
import { captureContext } from '#capture-context';
import type { AsyncContext } from '../async-context/async-context.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { UserMessage } from '../wire/chat-message.js';
import { assertOption } from '../options/invalid-option.js';
import type { ChatSource } from '../operators/internal/chat-source.js';
import { checkContent } from './check-messages.js';
import { type ConversationExport, writeExport } from './conversation-export.js';
import type { ConversationOptions } from './conversation-options.js';
import { type ConversationSettings, conversationSettings } from './conversation-settings.js';
import type { ConversationState, QueuedCommand } from './conversation-state.js';
import { ReentrantReplaySubject } from './reentrant-replay-subject.js';
import { type RunPlan, planRun } from './run-plan.js';
import { type RunFailure, type RunProgress, advance, atRest, begin, end } from './run-progress.js';
import { runTools } from '../tools/run-tools.js';

/**
 * A multi-turn chat: keeps the history, sends requests, and emits its state.
 *
 *     send     --a--------------b------------
 *     state    i-p---s-s-s-i----p---s-s-i----      (idle, pending, streaming)
 *
 * Commands return at once; their effects appear in `state`. One run is active at a time, and `whileRunning` decides how commands
 * during a run are handled. Runs belong to the conversation, not to the subscribers of its state: only `stop` and `close` end
 * one early, which synchronously closes its connection and cancels its tools.
 *
 * A run keeps the async context of the command that started it, even if the command was queued: its tools and the subscribers of
 * `state` are called in that context.
 *
 * The history is valid to send at any time: it keeps the text of a stopped or failed answer, and gives cancelled calls a result
 * that says so.
 *
 * @example
 * ```ts
 * import { Conversation, VeniceClient } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * const conversation = new Conversation(client.chat.completions, {
 *   request: { model: 'default' },
 *   messages: [{ role: 'system', content: 'Answer in one sentence.' }],
 * });
 * conversation.state.subscribe(({ status, snapshot, messages, error }) => {
 *   if (status === 'streaming') console.log(snapshot?.choices[0]?.message.content);
 *   if (status === 'idle') console.log(messages.length, 'messages');
 *   if (status === 'failed') console.error(error?.message);
 * });
 * conversation.send('What is a marble diagram?');
 * ```
 */
export class Conversation {
  /** Emits the current state, then every change. Completes on `close`, and never fails. */
  readonly state: Observable<ConversationState>;
  readonly #settings: ConversationSettings;
  readonly #states: ReentrantReplaySubject<ConversationState>;
  readonly #stops = new Subject<void>();
  /** The async context of each queued command. */
  readonly #contexts = new WeakMap<QueuedCommand, AsyncContext>();
  #progress: RunProgress;
  /** `stopping` until the run is unsubscribed from, since its source may be in the middle of emitting. */
  #phase: 'idle' | 'running' | 'stopping' = 'idle';
  /** Guards against re-entry: the active loop also takes commands that are added in the meantime. */
  #isDraining = false;
  #isClosed = false;

  /**
   * @param chat - Sends the requests: `client.chat.completions`, or your own function.
   * @param options - Request and behavior of the conversation.
   * @throws TypeError when an option is invalid, or `from` was not created by `export()`; the message names the field.
   */
  constructor(chat: ChatSource, options: ConversationOptions) {
    this.#settings = conversationSettings(chat, options);
    this.#progress = atRest(this.#settings.initial);
    this.#states = new ReentrantReplaySubject(this.#settings.initial);
    this.state = this.#states.values;
  }

  /** The current state. */
  get currentState(): ConversationState {
    return this.#progress.state;
  }

  /**
   * Sends a user message. Returns false if it was dropped: during a run if `whileRunning` is `'exhaust'`, or after `close`.
   *
   * @throws TypeError when `content` is blank, or is neither a string nor an array of parts.
   * @throws LimitExceededError when 1,000 commands are queued already.
   */
  send(content: UserMessage['content']): boolean {
    checkContent(content, 'content');
    return this.#accept({ type: 'send', content });
  }

  /**
   * Requests the last answer again. The old answer is replaced as soon as the new one begins, and restored if the new one fails.
   * If the last run was stopped or has failed, continues after its last finished step: tools that have run are not run again. If
   * the queue is held, starts before the commands in it. Same return value as `Conversation.send`.
   */
  regenerate(): boolean {
    return this.#accept({ type: 'regenerate' });
  }

  /**
   * Replaces the content of a user message, removes all later messages, and requests the answer. The removed messages are
   * restored if the run fails, or is stopped before its answer begins. If the queue is held, starts before the commands in it. Same
   * return value as `Conversation.send`.
   *
   * @param index - Index in the `messages` of the current state.
   * @param content - Content of the replacement.
   * @throws TypeError when the message is missing or is not a user message, or when `send` would refuse `content`.
   */
  edit(index: number, content: UserMessage['content']): boolean {
    checkContent(content, 'content');
    const message = this.currentState.messages[index];
    assertOption(message?.role === 'user', 'index', 'the index of a user message', index);
    return this.#accept({ type: 'edit', index, message, content });
  }

  /**
   * Ends the active run, if any, and holds the queue until `resume` or the next command. The part of the answer that has arrived
   * is kept.
   */
  stop(): void {
    const { queue, isHeld } = this.currentState;
    const isWaiting = queue.length > 0 && !isHeld;
    if (isWaiting) this.#setQueue(queue, true);
    if (this.#phase !== 'idle') this.#halt();
    else if (isWaiting) this.#emit(this.#progress);
  }

  /** Starts the queued commands that are held since a run failed or was stopped. Returns false if the queue is not held. */
  resume(): boolean {
    const { queue, isHeld } = this.currentState;
    if (!isHeld) return false;
    this.#setQueue(queue);
    this.#drain();
    return true;
  }

  /** Removes all queued commands. The active run continues. */
  clearQueue(): void {
    if (this.currentState.queue.length === 0) return;
    this.#setQueue([]);
    this.#emit(this.#progress);
  }

  /**
   * Stops, removes all queued commands, and completes `state`. Later commands are dropped; the last state and `export` remain
   * available.
   */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#phase === 'idle') {
      this.clearQueue();
      this.#states.complete();
      return;
    }
    if (this.currentState.queue.length > 0) this.#setQueue([]);
    this.#halt();
  }

  /** Returns the conversation as plain JSON; during a run, as if it were stopped now. Queued commands are not included. */
  export(): ConversationExport {
    const { currentState } = this;
    return writeExport(currentState.isRunning ? end(this.#progress) : currentState);
  }

  #accept(command: QueuedCommand): boolean {
    const { whileRunning } = this.#settings;
    const policy = this.#phase === 'idle' ? 'start' : this.#phase === 'stopping' ? 'concat' : whileRunning;
    if (this.#isClosed || policy === 'exhaust') return false;
    const { queue: waiting, isHeld } = this.currentState;
    // `regenerate` and `edit` deal with the run that failed or was stopped, so they come before the commands that were held.
    const queue = isHeld && command.type !== 'send' ? [command, ...waiting] : [...waiting, command];
    if (policy === 'concat' && queue.length > maxQueue) {
      const message = `more than ${maxQueue} commands wait for the run to end`;
      throw new LimitExceededError({ message, kind: 'queue', limit: maxQueue });
    }
    this.#contexts.set(command, captureContext());
    this.#setQueue(queue);
    if (policy === 'concat') this.#emit(this.#progress);
    else if (policy === 'switch') this.#halt();
    else this.#drain();
    return true;
  }

  #setQueue(queue: readonly QueuedCommand[], isHeld = false): void {
    this.#progress = { ...this.#progress, state: { ...this.currentState, queue, isHeld } };
  }

  #halt(): void {
    this.#phase = 'stopping';
    this.#stops.next();
  }

  /** Starts the next queued command; the loop goes on with the one after it if a run ends synchronously. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    while (this.#phase === 'idle' && !this.currentState.isHeld) {
      const [command, ...queue] = this.currentState.queue;
      if (command === undefined) break;
      const plan = planRun(command, this.currentState);
      this.#progress = atRest({ ...this.currentState, queue });
      const start = (): void => {
        if (plan !== undefined) this.#run(plan);
        else if (queue.length === 0) this.#emit(this.#progress);
      };
      const context = this.#contexts.get(command);
      if (context === undefined) start();
      else context.run(start);
    }
    this.#isDraining = false;
  }

  #run(plan: RunPlan): void {
    const { chat, request, options } = this.#settings;
    const context = captureContext();
    let failure: RunFailure | undefined;
    this.#phase = 'running';
    defer(() => {
      this.#emit(begin(this.currentState, plan));
      // A subscriber of `state` may have stopped the run.
      return this.#phase === 'stopping'
        ? EMPTY
        : runTools(chat, { ...request(), messages: plan.sent }, options);
    })
      .pipe(
        takeUntil(this.#stops),
        // `finalize` comes last, so that the rest of the run has already been torn down when subscribers are notified. It runs in
        // the async context of the run, since `stop` and `close` may be called from another context.
        finalize(() => {
          context.run(() => {
            this.#onEnd(failure);
          });
        }),
      )
      .subscribe({
        next: (event) => {
          const progress = advance(this.#progress, event);
          // `#onEnd` emits the end of a run. What a `step` event changes is emitted with the event that follows it.
          const isSilent =
            progress.state === this.#progress.state || !progress.state.isRunning || event.type === 'step';
          if (isSilent) this.#progress = progress;
          else this.#emit(progress);
        },
        error: (error: unknown) => {
          failure = this.#toFailure(error);
        },
      });
  }

  #onEnd(failure: RunFailure | undefined): void {
    const { state } = this.#progress;
    const { queue } = state;
    const last = state.isRunning ? end(this.#progress, failure) : state;
    const isHeld = queue.length > 0 && (state.isHeld || failure?.holdsQueue === true);
    this.#phase = 'idle';
    this.#progress = atRest({ ...last, isHeld });
    if (queue.length === 0 || failure || isHeld) this.#emit(this.#progress);
    if (this.#isClosed) this.#states.complete();
    else this.#drain();
  }

  #toFailure(thrown: unknown): RunFailure {
    const error = asError(thrown);
    try {
      return { error, holdsQueue: this.#settings.holdsQueue(error) };
    } catch (thrownByOption) {
      return { error: asError(thrownByOption), holdsQueue: true };
    }
  }

  #emit(progress: RunProgress): void {
    this.#progress = progress;
    this.#states.next(progress.state);
  }
}

/** Maximum number of queued commands. */
const maxQueue = 1000;

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('the run failed', { cause: error });
}
