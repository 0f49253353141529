// One class with more than 150 lines: all commands of a conversation, each of which delegates.
import { type Observable, of } from 'rxjs';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { omitUndefined } from '../json/omit-undefined.js';
import type { ChatSource } from '../operators/internal/chat-source.js';
import { checkOptions } from '../options/check-options.js';
import { assertOption, optionError } from '../options/invalid-option.js';
import { type ApprovalResponse, checkApprovalResponse } from '../tools/approval.js';
import type { ChatMessage, UserMessage } from '../wire/chat-message.js';
import { awaitsOnlyApprovals } from './active-run.js';
import { checkContent, checkMetadata, checkReplacement } from './check-messages.js';
import {
  type CommandOptions,
  type SendOptions,
  checkCommandOptions,
  checkSendOptions,
} from './command-options.js';
import { type ConversationExport, writeExport } from './conversation-export.js';
import {
  type ConversationOptions,
  type WhileRunning,
  conversationOptionRules,
} from './conversation-options.js';
import { ConversationRunner } from './conversation-runner.js';
import { type ConversationSettings, conversationSettings } from './conversation-settings.js';
import type { ConversationState } from './conversation-state.js';
import type { QueuedCommand } from './queued-command.js';
import { respondToApproval } from './respond-to-approval.js';
import { type RunHandle, emptyHandle } from './run-handle.js';
import { findBranch } from './plan-run.js';
import { type LoadOptions, type SaveOptions, saveOptionRules } from './store/save-options.js';
import { SavedConversation } from './store/saved-conversation.js';
import { ConversationTree } from './tree/conversation-tree.js';
import type { SavedEntry } from './tree/conversation-entry.js';
import { isOpen } from './tree/is-open.js';
import { assertRoom } from './tree/tree-limits.js';
import { replacedFields } from './tree/with-fields.js';

/**
 * A multi-turn chat: keeps the history with all versions of its messages, sends requests, and emits its state.
 *
 *     send     --a--------------b------------
 *     state    i-p---s-s-s-i----p---s-s-i----      (idle, pending, streaming)
 *
 * Commands return at once; their effects appear in `state`. One run is active at a time, and `whileRunning` decides how commands
 * during a run are handled. Runs belong to the conversation, not to the subscribers of its state: unsubscribing does not stop a run. A
 * command that stops a run, such as `stop`, closes its connection and cancels its tools.
 *
 * The messages are the entries of a tree. `regenerate` and `edit` add a version of a message, and keep the old version; `select` shows another
 * version, and only `remove` removes entries. The entries that are shown are a path through the tree.
 *
 * A run keeps the async context of the command that started it, even if the command was queued: its tools and the subscribers of
 * `state` are called in that context.
 *
 * The history can be sent at any time: it keeps the text of a stopped or failed answer, and has a result for each call, also for a call that
 * was cancelled.
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
 * conversation.state.subscribe(({ status, snapshot, entries, error }) => {
 *   if (status === 'streaming') console.log(snapshot?.choices[0]?.message.content);
 *   if (status === 'idle') console.log(entries.length, 'entries');
 *   if (status === 'failed') console.error(error?.message);
 * });
 * conversation.send('What is a marble diagram?');
 * ```
 */
export class Conversation<Metadata = unknown> {
  /** Emits the current state and every later one. Completes on `close`, and never fails. */
  readonly state: Observable<ConversationState<Metadata>>;
  readonly #settings: ConversationSettings<Metadata>;
  readonly #runner: ConversationRunner<Metadata>;
  readonly #saved: SavedConversation<Metadata> | undefined;

  /**
   * @param chat - Sends the requests: `client.chat.completions`, or your own function.
   * @param options - Request and behavior of the conversation.
   * @throws TypeError when an option is invalid, or `from` was not created by `export()`; the message names the field.
   * @throws ToolError with the `reason` `approval` when `approvalSigner` rejects `from`.
   */
  constructor(chat: ChatSource, options: ConversationOptions<Metadata>);
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- The parameter is not part of the API.
  /** @internal */ constructor(chat: ChatSource, options: ConversationOptions<Metadata>, place: StorePlace);
  constructor(chat: ChatSource, options: ConversationOptions<Metadata>, place?: StorePlace) {
    const settings = conversationSettings(chat, options, place !== undefined);
    const { initial } = settings;
    this.#settings = place
      ? { ...settings, initial: { ...initial, tree: ConversationTree.from(), queue: [] } }
      : settings;
    this.#runner = new ConversationRunner(this.#settings);
    this.state = this.#runner.states.values;
    if (place === undefined) return;
    this.#saved = new SavedConversation(place.id, this.#runner, initial, place.options);
    this.#runner.guard = this.#saved;
    this.#saved.load();
    this.#runner.emit();
  }

  /**
   * Loads a conversation from a store, saves all changes to the store, and merges the changes of other writers, such as another tab. While
   * the conversation is loading, `status` is `loading`, and commands wait: `send`, `regenerate` and `edit` in the queue. If the store has no
   * conversation with this id, the conversation begins with `messages` or `from`, and is saved with its first change.
   *
   * Changes are saved in batches, one after the other, and merged with those of others. An answer that is arriving is saved when it
   * begins, every `saveInterval`, when its tools begin or end, and when it is complete. A store that fails does not stop the
   * conversation: `saveError` of the state has the error, and the changes are written again until they are saved.
   *
   * If the conversation cannot be loaded, `status` is `failed` and `error` a `ConversationStoreError`; `retryLoad()` tries again.
   *
   * @param id - Id of the conversation in the store.
   * @param chat - Sends the requests: `client.chat.completions`, or your own function.
   * @param options - The options of the constructor, and the store. The rows of the store are trusted, so `approvalSigner` is for `from` only.
   * @throws TypeError when an option is invalid, or `approvalSigner` is given without `from`.
   */
  static load<Metadata = unknown>(
    id: string,
    chat: ChatSource,
    options: LoadOptions<Metadata>,
  ): Conversation<Metadata> {
    assertOption(isNonEmptyString(id), 'id', 'a string that is not empty', id);
    checkOptions(options, { ...conversationOptionRules, ...saveOptionRules });
    if (options.approvalSigner !== undefined && options.from == null)
      throw optionError('approvalSigner', 'come with `from`: rows of a store are not signed', 'no `from`');
    const { store, lock, saveInterval, ...others } = options;
    return new Conversation<Metadata>(chat, others, {
      id,
      options: { store, ...omitUndefined<Partial<SaveOptions>>({ lock, saveInterval }) },
    });
  }

  /** Loads the conversation again after loading has failed. Returns false if loading has not failed, or there is no store. */
  retryLoad(): boolean {
    return this.#saved?.load() ?? false;
  }

  /**
   * Emits once all changes so far are in the store, and completes; emits at once without a store. After `close`, fails with a
   * `ConversationStoreError` if the changes could not be saved within 30 seconds.
   */
  whenSaved(): Observable<void> {
    return this.#saved?.saved() ?? of(undefined);
  }

  /** The current state. */
  get currentState(): ConversationState<Metadata> {
    return this.#runner.state;
  }

  /**
   * Sends a user message after the last shown entry. The entry of the message has the id of the returned handle.
   *
   * A second call with the same `id` does nothing, so that sending a message again is safe. While the first command is queued or running,
   * the second call returns the same handle; afterwards it returns a handle that completes without an answer.
   *
   * @throws TypeError when `content` is blank, or is neither a string nor an array of parts, or when an option is invalid.
   * @throws LimitExceededError when 1,000 commands are queued already, or the conversation has no room for another entry (`maxEntries`).
   */
  send(content: UserMessage['content'], options: SendOptions<Metadata> = {}): RunHandle {
    checkContent(content, 'content');
    checkSendOptions(options);
    const { id = this.#runner.ids.next(), metadata, whileRunning } = options;
    const command = { type: 'send', id, content, ...(metadata !== undefined && { metadata }) } as const;
    return this.#findHandle(id) ?? this.#accept(command, this.#runner.tree.leafId, whileRunning);
  }

  /**
   * Requests another version of an answer, i.e. of all messages after its question, including tool results. The new version is shown as soon
   * as it has output; if it fails, the old one is shown again. An answer that was stopped or has failed is instead continued after its last
   * finished step: tools that have run are not run again. If the queue is held, this command starts before the queued ones.
   *
   * @param id - Id of an entry of the answer, or of its question. Default: the place where the last run was interrupted, or else the last
   * answer.
   * @throws TypeError when there is no entry with this id.
   * @throws LimitExceededError as `send`, and when the answer has too many versions.
   */
  regenerate(id?: string, options: CommandOptions = {}): RunHandle {
    checkCommandOptions(options);
    const isLoading = this.#saved?.isLoading === true;
    if (id !== undefined && !isLoading) this.#get(id);
    const command = {
      type: 'regenerate',
      id: this.#runner.ids.next(),
      ...(id !== undefined && { entryId: id }),
    } as const;
    const { interrupted } = this.currentState;
    const parentId = isLoading ? null : findBranch(this.#runner.tree, id, interrupted);
    return this.#accept(command, parentId, options.whileRunning);
  }

  /**
   * Adds a version of a question with another content, and requests the answer. The new version is shown at once. If the run fails, or is
   * stopped before its answer begins, the old version is shown again. The old version and the messages after it are kept. If the queue is
   * held, this command starts before the queued ones.
   *
   * @param id - Id of the entry of the question.
   * @param content - Content of the new version.
   * @throws TypeError when the entry is missing or is not a user message, or when `content` is invalid, as for `send`.
   * @throws LimitExceededError as `send`, and when the question has too many versions.
   */
  edit(id: string, content: UserMessage['content'], options: SendOptions<Metadata> = {}): RunHandle {
    checkContent(content, 'content');
    checkSendOptions(options);
    const edited = this.#saved?.isLoading === true ? undefined : this.#get(id);
    const isQuestion = edited === undefined || edited.message.role === 'user';
    assertOption(isQuestion, 'id', 'the id of a user message', id);
    const { id: newId = this.#runner.ids.next(), metadata, whileRunning } = options;
    const command = {
      type: 'edit',
      id: newId,
      entryId: id,
      content,
      ...(metadata !== undefined && { metadata }),
    } as const;
    return this.#findHandle(newId) ?? this.#accept(command, edited?.parentId ?? null, whileRunning);
  }

  /**
   * Shows the version with this entry, such as one of the `versions` of a shown entry, and after it the versions that were selected before.
   * An active run continues in its own version.
   *
   * @throws TypeError when there is no entry with this id.
   */
  select(id: string): void {
    if (this.#isDeferred(() => this.select(id))) return;
    this.#get(id);
    this.#runner.select(id);
  }

  /**
   * Removes an entry and all entries after it, in all versions. If the entry was shown, its previous version is shown, or else the next one.
   * If the active run adds its answer after a removed entry, the run is stopped, and the queue is held.
   *
   * @throws TypeError when there is no entry with this id.
   */
  remove(id: string): void {
    if (this.#isDeferred(() => this.remove(id))) return;
    this.#get(id);
    this.#runner.remove(id);
  }

  /**
   * Replaces the message of an entry in its place, without a new version and without a request.
   *
   * @throws TypeError when there is no entry with this id, when the entry is an answer that is not complete, or when the message is invalid or
   * has another role.
   */
  replace(id: string, message: ChatMessage): void {
    if (this.#isDeferred(() => this.replace(id, message))) return;
    const entry = this.#get(id);
    const isFinal = entry.status !== 'streaming' && entry.status !== 'running-tools' && !isOpen(entry);
    assertOption(isFinal, 'id', 'the id of a complete entry', id);
    checkReplacement(message, entry.message);
    this.#runner.change({ type: 'update', id, fields: replacedFields(entry, message) });
  }

  /**
   * Sets the metadata of an entry; undefined removes it.
   *
   * @throws TypeError when there is no entry with this id, or when the value cannot be saved as JSON.
   */
  setMetadata(id: string, metadata: Metadata | undefined): void {
    checkMetadata(metadata, 'metadata');
    if (this.#isDeferred(() => this.setMetadata(id, metadata))) return;
    this.#get(id);
    this.#runner.change({ type: 'update', id, fields: { metadata } });
  }

  /**
   * Approves or refuses a call whose status is `awaiting-approval`: a call of the last shown answer, or of the active run.
   * Then its run continues: the tool runs, or the model is notified of the refusal. If both this method and `approve` respond, the first
   * response is used.
   *
   * Returns the handle of the run that has the call. If this run is in another conversation with the same store, such as that of another
   * tab, the response is saved for that conversation, and the handle completes without an answer.
   *
   * @param callId - Id of the call, as in `toolCalls`.
   * @throws TypeError when there is no such call, or when the response is invalid.
   * @throws ToolError with the `reason` `approval` when the call does not await an approval any more, such as after another response; with the
   * `reason` `arguments` when `response.arguments` do not match the schema of the tool, in which case the call still waits.
   * @throws LimitExceededError when another run is active, and 1,000 commands are queued already.
   */
  respondToApproval(callId: string, response: ApprovalResponse): RunHandle {
    checkApprovalResponse(response);
    if (this.#runner.isClosed) return emptyHandle(callId, false);
    return respondToApproval(this.#runner, this.#settings.options, callId, response);
  }

  /**
   * Ends the active run, if any, and holds the queue until `resume` or the next command. The part of the answer that has arrived
   * is kept. Calls that await an approval are refused, even if the queue has a response that approves them. If the run is in another
   * conversation with the same store, that conversation ends the run.
   */
  stop(): void {
    if (this.#saved?.stopElsewhere() !== true) this.#runner.stop();
  }

  /** Starts the queued commands that are held. Returns false if the queue is not held. */
  resume(): boolean {
    const { queue } = this.#runner;
    if (!queue.isHeld) return false;
    queue.release();
    this.#runner.drain();
    return true;
  }

  /** Removes a queued command. Returns false if the queue does not have this command, e.g. because it has started. */
  cancelQueued(id: string): boolean {
    const isFound = this.#runner.queue.cancel(id);
    if (isFound) this.#runner.emit();
    return isFound;
  }

  /**
   * Changes the content of a queued message or edit, which keeps its place. Returns false if the queue does not have this command, e.g.
   * because it has started.
   *
   * @throws TypeError when `content` is invalid, as for `send`.
   */
  editQueued(id: string, content: UserMessage['content']): boolean {
    checkContent(content, 'content');
    const isFound = this.#runner.queue.edit(id, content);
    if (isFound) this.#runner.emit();
    return isFound;
  }

  /** Removes all queued commands. The active run continues. */
  clearQueue(): void {
    const { queue } = this.#runner;
    if (queue.commands.length === 0) return;
    queue.clear();
    this.#runner.emit();
  }

  /**
   * Ends the active run, removes all queued commands, and completes `state`. Later commands are ignored; the last state and `export` remain
   * available. A store keeps the queue, and unsaved changes are still saved: see `whenSaved`. If the conversation is still loading, its
   * `send`, `regenerate` and `edit` commands are saved once it is loaded, and other commands are dropped.
   */
  close(): void {
    if (this.#runner.isClosed) return;
    this.#saved?.beginClosing();
    this.#runner.close();
    this.#saved?.close();
  }

  /**
   * Returns the conversation as plain JSON: all versions, and the queue. During a run, the export is the same as after `stop()`, except that
   * calls which await an approval, or whose tool is `idempotent`, stay open: the conversation that loads the export can continue them.
   *
   * @throws TypeError when the conversation contains a value that JSON cannot represent, e.g. from your own chat function.
   */
  export(): ConversationExport<Metadata> {
    const { tree, queue } = this.#runner;
    const { changes, outcome } = this.#runner.preview();
    return writeExport(tree, changes, queue.commands, outcome, this.#settings.approvalSigner);
  }

  /** Keeps a command until the conversation is loaded. Returns false if it is loaded. A kept command that throws is dropped. */
  #isDeferred(command: () => void): boolean {
    const saved = this.#saved;
    if (saved === undefined) return false;
    return saved.defer(() => {
      try {
        command();
      } catch {
        // The entry does not exist, or the command cannot change it.
      }
    });
  }

  #get(id: string): SavedEntry<Metadata> {
    const entry = this.#runner.tree.get(id);
    assertOption(entry !== undefined, 'id', 'the id of an entry', id);
    return entry;
  }

  /** Returns the handle of a command that was accepted before. */
  #findHandle(id: string): RunHandle | undefined {
    const { queue, run, tree } = this.#runner;
    const handle = queue.getHandle(id) ?? (run?.id === id ? run.output.handle : undefined);
    return handle ?? (queue.has(id) || tree.get(id) !== undefined ? emptyHandle(id, true) : undefined);
  }

  /** Returns `switch` if the run awaits only approvals: if the user ignores them, a message that waits for the run would wait forever. */
  #getPolicy(): WhileRunning {
    const { whileRunning } = this.#settings;
    return whileRunning === 'concat' && awaitsOnlyApprovals(this.currentState) ? 'switch' : whileRunning;
  }

  #accept(
    command: QueuedCommand<Metadata>,
    parentId: string | null,
    whileRunning = this.#getPolicy(),
  ): RunHandle {
    const { phase, isClosed, queue, tree } = this.#runner;
    const isBusy = this.#saved?.isWaiting === true && whileRunning === 'exhaust';
    const policy = phase === 'idle' && !isBusy ? 'start' : phase === 'stopping' ? 'concat' : whileRunning;
    if (isClosed || policy === 'exhaust') return emptyHandle(command.id, false);
    if (policy === 'concat') queue.assertNotFull();
    assertRoom(tree, parentId, queue.commands.length, this.#settings.limits);
    // `regenerate` and `edit` usually retry or correct the run that failed or was stopped, so they start before the commands that are held.
    const { last } = tree.entries;
    const mayRefuse = this.#saved !== undefined && phase === 'idle' && whileRunning === 'switch';
    const details = mayRefuse && last?.status === 'awaiting-approval' ? { refuses: last.id } : {};
    const handle = queue.add(command, queue.isHeld && command.type !== 'send' ? 'first' : 'last', details);
    if (policy === 'concat') this.#runner.emit();
    else if (policy === 'switch') this.#runner.halt();
    else this.#runner.drain();
    return handle;
  }
}

/** The place of a conversation in a store. */
interface StorePlace {
  readonly id: string;
  readonly options: SaveOptions;
}
