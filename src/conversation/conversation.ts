import { EMPTY, type Observable, Subject, defer, finalize, takeUntil } from 'rxjs';
import { captureContext } from '#capture-context';
import type { AsyncContext } from '../async-context/async-context.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { ChatMessage, UserMessage } from '../wire/chat-message.js';
import type { ChatSource } from '../operators/internal/chat-source.js';
import { checkContent } from './check-messages.js';
import { type ConversationExport, writeExport } from './conversation-export.js';
import type { ConversationOptions } from './conversation-options.js';
import { type ConversationSettings, conversationSettings } from './conversation-settings.js';
import type { ConversationState, QueuedCommand } from './conversation-state.js';
import { ReentrantReplaySubject } from './reentrant-replay-subject.js';
import { type RunFailure, type RunProgress, advance, begin, end, getKeptMessages } from './run-progress.js';
import { runTools } from '../tools/run-tools.js';

/**
 * A chat that goes on: it keeps the history, asks, and tells how it stands.
 *
 *     send     --a--------------b------------
 *     state    i-p---s-s-s-i----p---s-s-i----
 *
 * Commands return at once; what comes of them is in `state`. One run is on at a time, and `whileRunning` says what becomes of
 * commands that come meanwhile. Runs belong to the conversation, not to those who subscribe to its state: only `stop` and
 * `close` end one early, which closes its connection, and the tools that it runs, in the same turn.
 *
 * A run keeps the async context of the command that began it, also one that had to wait: its tools, and the subscribers of `state`,
 * are called in that context.
 *
 * Whatever happens, the history can be sent: of an answer that was stopped or has failed it keeps the text, and calls that
 * were cancelled have a result that says so.
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
  /** Where the conversation stands, now and whenever that changes. Completes when it is closed, and never fails. */
  readonly state: Observable<ConversationState>;
  readonly #settings: ConversationSettings;
  readonly #told: ReentrantReplaySubject<ConversationState>;
  readonly #stops = new Subject<void>();
  /** The async context of each command that waits. */
  readonly #contexts = new WeakMap<QueuedCommand, AsyncContext>();
  #progress: RunProgress;
  /** What a run that failed has finished: with what it is tried again. */
  #finished: readonly ChatMessage[] | undefined;
  #isRunning = false;
  /** Whether the run has been stopped, and has only to be left: its source may be in the middle of emitting. */
  #isStopping = false;
  #isDraining = false;
  #isClosed = false;

  /**
   * @param chat - What sends the requests: `client.chat.completions`, or a function of yours.
   * @param options - What is asked, and how.
   * @throws TypeError when an option is wrong, or `from` is no export; it names the field.
   */
  constructor(chat: ChatSource, options: ConversationOptions) {
    this.#settings = conversationSettings(chat, options);
    this.#progress = { state: this.#settings.initial };
    this.#told = new ReentrantReplaySubject(this.#settings.initial);
    this.state = this.#told.values;
  }

  /** Where the conversation stands. */
  get currentState(): ConversationState {
    return this.#progress.state;
  }

  /**
   * Says something, and asks for the answer. Returns false where that was dropped: by `exhaust`, or since the conversation is closed.
   *
   * @throws TypeError when `content` is blank, or no text and no list of parts.
   * @throws LimitExceededError when 1,000 commands wait already.
   */
  send(content: UserMessage['content']): boolean {
    checkContent(content, 'content');
    return this.#take({ type: 'send', content });
  }

  /**
   * Asks again for the last answer, in the place of the one there is. Where the last run has failed, goes on behind the last step
   * that it has finished: tools whose results are in the messages are not called again. Returns as {@link Conversation.send} does.
   */
  regenerate(): boolean {
    return this.#take({ type: 'regenerate' });
  }

  /**
   * Replaces what the user has said in a message, takes away all that follows, and asks for the answer. Returns as
   * {@link Conversation.send} does.
   *
   * @param index - Position among the `messages` of the present state.
   * @param content - What the user says instead.
   * @throws TypeError when there is no message of the user, or `content` is as it may not be for `send`.
   */
  edit(index: number, content: UserMessage['content']): boolean {
    checkContent(content, 'content');
    const message = this.currentState.messages[index];
    if (message?.role !== 'user') throw new TypeError('index: give the position of a message of the user');
    return this.#take({ type: 'edit', index, message, content });
  }

  /** Ends the run, if there is one, and forgets the commands that wait. What has come of the answer is kept. */
  stop(): void {
    const { queue, ...state } = this.currentState;
    if (queue.length > 0) this.#progress = { ...this.#progress, state: { ...state, queue: [] } };
    if (this.#isRunning) this.#halt();
    else if (queue.length > 0) this.#tell(this.#progress);
  }

  /** Stops, and completes `state`. Commands are dropped from then on; the last state and `export` stay. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.stop();
    if (!this.#isRunning) this.#told.complete();
  }

  /** The conversation as plain JSON; during a run, as if it were stopped now. Commands that wait are not in it. */
  export(): ConversationExport {
    return writeExport({ ...this.currentState, messages: getKeptMessages(this.#progress) });
  }

  #take(command: QueuedCommand): boolean {
    const whileRunning = this.#isStopping ? 'concat' : this.#settings.whileRunning;
    if (this.#isClosed || (this.#isRunning && whileRunning === 'exhaust')) return false;
    const queue = [...this.currentState.queue, command];
    if (queue.length > maxQueue) {
      const message = `more than ${maxQueue} commands wait for the run to end`;
      throw new LimitExceededError({ message, kind: 'queue', limit: maxQueue });
    }
    this.#contexts.set(command, captureContext());
    const progress = { ...this.#progress, state: { ...this.currentState, queue } };
    if (this.#isRunning && whileRunning === 'concat') this.#tell(progress);
    else {
      this.#progress = progress;
      if (this.#isRunning) this.#halt();
      else this.#drain();
    }
    return true;
  }

  #halt(): void {
    this.#isStopping = true;
    this.#stops.next();
  }

  /** Runs the commands that wait, one after the other; also those whose run ends within this turn. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    while (!this.#isRunning) {
      const [command, ...queue] = this.currentState.queue;
      if (command === undefined) break;
      const messages = this.#historyFor(command);
      this.#progress = { state: { ...this.currentState, queue } };
      const start = (): void => {
        if (messages !== undefined) this.#run(messages);
        else if (queue.length === 0) this.#tell(this.#progress);
      };
      const context = this.#contexts.get(command);
      if (context === undefined) start();
      else context.run(start);
    }
    this.#isDraining = false;
  }

  /** What a command asks with; undefined where an earlier one has taken away the message that it edits. */
  #historyFor(command: QueuedCommand): readonly ChatMessage[] | undefined {
    const { messages } = this.currentState;
    switch (command.type) {
      case 'send':
        return [...messages, { role: 'user', content: command.content }];
      case 'regenerate':
        return this.#finished ?? withoutAnswer(messages);
      case 'edit': {
        const { index, message, content } = command;
        return messages[index] === message
          ? [...messages.slice(0, index), { ...message, content }]
          : undefined;
      }
    }
  }

  #run(messages: readonly ChatMessage[]): void {
    const { chat, request, options } = this.#settings;
    const context = captureContext();
    let failure: RunFailure | undefined;
    this.#isRunning = true;
    this.#isStopping = false;
    this.#finished = undefined;
    defer(() => {
      this.#tell(begin(this.currentState, messages));
      // A subscriber may have stopped it.
      return this.#isStopping ? EMPTY : runTools(chat, { ...request(), messages }, options);
    })
      .pipe(
        takeUntil(this.#stops),
        // Behind all else that ends: its subscribers find nothing open.
        // `stop` and `close` are called in other contexts.
        finalize(() => {
          context.run(() => {
            this.#ended(failure);
          });
        }),
      )
      .subscribe({
        next: (event) => {
          const progress = advance(this.#progress, event);
          const isSilent =
            progress.state === this.#progress.state || !progress.state.isRunning || event.type === 'step';
          if (isSilent) this.#progress = progress;
          else this.#tell(progress);
        },
        error: (error: unknown) => {
          failure = { error };
        },
      });
  }

  #ended(failure: RunFailure | undefined): void {
    const { state } = this.#progress;
    if (failure) this.#finished = state.messages;
    const last = state.isRunning ? end(this.#progress, failure) : state;
    this.#isRunning = this.#isStopping = false;
    if (last.queue.length === 0 || failure) this.#tell({ state: last });
    else this.#progress = { state: last };
    if (this.#isClosed) this.#told.complete();
    else this.#drain();
  }

  #tell(progress: RunProgress): void {
    this.#progress = progress;
    this.#told.next(progress.state);
  }
}

/** Most commands that wait. */
const maxQueue = 1000;

/** The history without what the assistant and its tools have said last. */
function withoutAnswer(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  let length = messages.length;
  while (isOfModel(messages[length - 1])) length -= 1;
  return messages.slice(0, length);
}

function isOfModel(message: ChatMessage | undefined): boolean {
  return message?.role === 'assistant' || message?.role === 'tool';
}
