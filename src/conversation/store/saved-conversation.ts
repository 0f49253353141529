// One class with more than 150 lines: loading, saving, merging and the send lock change the same conversation.
import { type Observable, type Subscription, defer, filter, map, race, tap } from 'rxjs';
import { isRecord } from '../../json/is-record.js';
import type { ConversationRow } from '../../wire/conversation-changes.js';
import type { ConversationRunner } from '../conversation-runner.js';
import type { ConversationToolCall } from '../conversation-tool-call.js';
import { awaitsOnlyApprovals } from '../active-run.js';
import type { LoadedConversation } from '../load-messages.js';
import type { RunnerGuard } from '../runner-guard.js';
import type { SavedEntry } from '../tree/conversation-entry.js';
import type { TreeChange } from '../tree/tree-change.js';
import { ForeignRuns } from './foreign-runs.js';
import type { RowKey } from './row-key.js';
import { RowMarker } from './row-marker.js';
import { RowMerger } from './row-merger.js';
import type { RowsByType } from './read-rows.js';
import { RowSync } from './row-sync.js';
import { RowWriter } from './row-writer.js';
import type { SaveOptions } from './save-options.js';
import { SenderRow } from './sender-row.js';
import { SendLock } from './send-lock.js';

/** Loads a conversation from its store, saves its changes, and merges the changes that others save. */
export class SavedConversation<Metadata> implements RunnerGuard {
  readonly #runner: ConversationRunner<Metadata>;
  readonly #initial: LoadedConversation<Metadata>;
  readonly #sync: RowSync;
  readonly #writer: RowWriter<Metadata>;
  readonly #marker: RowMarker<Metadata>;
  readonly #merger: RowMerger<Metadata>;
  readonly #senderRow: SenderRow<Metadata>;
  readonly #sendLock: SendLock;
  readonly #foreignRuns: ForeignRuns<Metadata>;
  /** Whether other conversations may have the same store and id at once. */
  readonly #isShared: boolean;
  #phase: 'failed' | 'loaded' | 'loading' = 'loading';
  #loadError: Error | undefined;
  /** Commands to execute once the conversation is loaded. */
  #deferredCommands: (() => void)[] = [];
  #loading: Subscription | undefined;
  /** Ids of commands whose responses may be used once the removal of the command is saved. */
  readonly #removingIds = new Set<string>();
  #isClosing = false;
  /** Whether rows that the merger has kept are being merged. */
  #isMergingWaitingRows = false;
  /** Whether the active run is being ended since another conversation continues it. */
  #isYielding = false;
  #saveError: Error | undefined;

  constructor(
    id: string,
    runner: ConversationRunner<Metadata>,
    initial: LoadedConversation<Metadata>,
    { store, lock, saveInterval = 500 }: SaveOptions,
  ) {
    this.#runner = runner;
    this.#initial = initial;
    this.#isShared = lock !== false;
    this.#sync = new RowSync(store, id, {
      read: (keys) => {
        const { rows, ...others } = this.#writer.read(keys);
        return { rows: this.#senderRow.setRow(rows), ...others };
      },
      onWriting: (rows) => this.#merger.stored.noteWriting(rows),
      onWritten: (rows) => {
        this.#foreignRuns.noteWritten(rows);
      },
      merge: (rows) => {
        this.#marker.markIfSaved(rows);
        this.#mergeRows(rows);
      },
      restore: (rows) => {
        this.#marker.markMissing(rows);
        this.#mergeRows(rows);
      },
      notify: () => {
        this.#onSync();
      },
    });
    this.#merger = new RowMerger(runner, this.#sync.dirty);
    this.#writer = new RowWriter(runner, this.#merger);
    this.#marker = new RowMarker(
      runner,
      this.#writer,
      (key) => {
        this.#sync.mark(key);
      },
      saveInterval,
    );
    const mark = (key: RowKey): void => {
      this.#marker.mark(key);
    };
    this.#senderRow = new SenderRow(this.#sync, this.#merger, mark);
    this.#sendLock = new SendLock({
      name: `venice-rx/conversation/${id}`,
      lock: this.#senderRow.toLock(lock),
      prepare: () => this.#sync.pull(),
      whenWritten: () => this.#sync.whenWritten(),
      onAcquired: () => {
        this.#foreignRuns.onAcquired();
        runner.drain();
        this.onChange();
      },
      onReleased: () => {
        this.onChange();
      },
    });
    this.#foreignRuns = new ForeignRuns(runner, this.#merger, this.#sendLock, mark, () => {
      this.onChange();
    });
  }

  get isLoading(): boolean {
    return this.#phase !== 'loaded';
  }

  /** Whether a command waits for the send lock, which another conversation has. */
  get isWaiting(): boolean {
    const { phase, queue } = this.#runner;
    return this.#sendLock.isWaiting && phase === 'idle' && queue.hasOwn && !queue.isHeld;
  }

  get stateFields(): RunnerGuard['stateFields'] {
    const saveError = this.#saveError && { saveError: this.#saveError };
    if (this.#phase === 'loading') return { status: 'loading' };
    if (this.#loadError !== undefined) return { status: 'failed', error: this.#loadError };
    return this.isWaiting ? { status: 'queued', ...saveError } : { ...saveError };
  }

  /** Loads the conversation, also after a failed load. Returns false if the conversation is loaded already, or is being loaded. */
  load(): boolean {
    const isNeeded = this.#loading === undefined || this.#phase === 'failed';
    if (!isNeeded || this.#isClosing) return false;
    const isRetry = this.#phase === 'failed';
    this.#phase = 'loading';
    this.#loadError = undefined;
    if (isRetry) this.#runner.emit();
    this.#loading = this.#sync
      .load((rows) => {
        this.#onLoad(rows);
      })
      .subscribe({
        error: (error: unknown) => {
          this.#phase = 'failed';
          this.#loadError = error as Error;
          this.#runner.emit();
        },
      });
    return true;
  }

  /** Keeps a command until the conversation is loaded. Returns false if the conversation is loaded already. */
  defer(command: () => void): boolean {
    if (this.isLoading) this.#deferredCommands.push(command);
    return this.isLoading;
  }

  readonly mayStart = (): boolean => {
    if (this.isLoading || this.#isYielding) return false;
    this.#sendLock.renew();
    if (!this.#sendLock.isHeld) this.#sendLock.update(true);
    return this.#sendLock.isHeld;
  };

  readonly isSaved = (commandId: string): boolean =>
    this.#merger.stored.has({ type: 'queued', id: commandId });

  readonly removeFromStore = (commandId: string): Observable<boolean> => {
    const key = { type: 'queued', id: commandId } as const;
    this.#marker.mark(key);
    const removedElsewhere = this.#merger.removals.pipe(filter((id) => id === commandId));
    const confirmed = race(
      this.#sync.whenRowWritten(key).pipe(map(() => true)),
      removedElsewhere.pipe(map(() => false)),
    );
    return defer(() => {
      this.#removingIds.add(commandId);
      return confirmed.pipe(tap(() => this.#removingIds.delete(commandId)));
    });
  };

  /** Requests that other conversations with the same store stop their runs. Returns false if `stop` has to stop the run of this one. */
  stopElsewhere(): boolean {
    return this.#isShared && !this.isLoading && this.#foreignRuns.stop();
  }

  readonly withdrawStop = (entryId: string): void => {
    this.#foreignRuns.withdrawStop(entryId);
  };

  readonly onChange = (): void => {
    if (this.isLoading || this.#isYielding) return;
    // Merging emits a state, which calls `onChange` again.
    if (this.#merger.hasMergeable && !this.#isMergingWaitingRows) {
      this.#isMergingWaitingRows = true;
      try {
        this.#mergeRows([]);
      } finally {
        this.#isMergingWaitingRows = false;
      }
      return;
    }
    this.#marker.markQueueAndOutcome(this.#isClosing);
    this.#marker.markLive();
    this.#sendLock.update(this.#wantsSendLock);
    this.#foreignRuns.updateTimer();
  };

  /** Emits once everything is saved. */
  saved(): Observable<void> {
    return this.#sync.whenSaved();
  }

  /**
   * Keeps the queue in the store, including commands that are not saved or loaded yet. Call it before the conversation is closed, and
   * `close` afterwards.
   */
  beginClosing(): void {
    this.#isClosing = true;
    this.#loading?.unsubscribe();
    this.#deferredCommands = [];
    this.#foreignRuns.close();
    this.#writer.keepQueue(this.#removingIds);
  }

  close(): void {
    this.#marker.close();
    this.#sendLock.update(false);
    this.#sync.close();
  }

  get #wantsSendLock(): boolean {
    const { phase, queue } = this.#runner;
    if (phase !== 'idle') return true;
    if (this.#isClosing) return false;
    return (queue.hasOwn && !queue.isHeld) || this.#foreignRuns.wantsSendLock;
  }

  #onLoad(rows: readonly ConversationRow[]): void {
    const { tree, queue } = this.#runner;
    // Commands that were added while the conversation was loading.
    const ownCommands = new Set(queue.commands);
    this.#merge(() => this.#merger.merge(rows, true));
    // Adds the initial messages to a new or deleted conversation. If a user has removed all entries, the `outcome` row still has a value.
    if (rows.every(({ type, value }) => value === null || type === 'sender')) this.#addInitial();
    tree.observer = (type, changed, removed) => {
      const id = changed ?? '';
      if (type === 'entry') this.#merger.noteChange(id, removed);
      if (removed === undefined || this.#marker.isNew || this.#merger.stored.has({ type, id }))
        this.#marker.mark({ type, id });
      else this.#sync.dirty.delete({ type, id });
    };
    this.#phase = 'loaded';
    this.#marker.skipQueueAndOutcome(ownCommands);
    this.#runner.applyResponses([]);
    const deferred = this.#deferredCommands;
    this.#deferredCommands = [];
    for (const command of deferred) command();
    if (this.#isClosing) {
      for (const id of this.#writer.moveQueue()) this.#marker.mark({ type: 'queued', id });
    }
    if (this.#sync.dirty.size > 0) this.#sync.schedule();
    this.#sync.follow();
    this.#runner.emit();
    this.#runner.drain();
  }

  #addInitial(): void {
    const { tree, queue } = this.#runner;
    const { tree: initial, queue: commands, outcome } = this.#initial;
    tree.apply(initial.saved.map((entry): TreeChange<Metadata> => ({ type: 'add', entry })));
    tree.apply(initial.selected.map((id): TreeChange<Metadata> => ({ type: 'select', id })));
    queue.merge(
      commands.map((command, position) => ({ id: command.id, command, position })),
      true,
    );
    this.#runner.setOutcome(outcome);
    this.#marker.isNew = tree.size > 0;
    // Other conversations begin with the same entries and commands, so a removal must be saved.
    const { stored } = this.#merger;
    for (const { id } of tree.saved) stored.add({ type: 'entry', id });
    for (const { id } of commands) stored.add({ type: 'queued', id });
  }

  #mergeRows(rows: readonly ConversationRow[]): void {
    const yieldedId = this.#yieldRun(rows);
    this.#merge(() => this.#merger.merge(rows, false));
    if (yieldedId === undefined) return;
    if (this.#merger.stops.has(yieldedId) && this.#runner.hold()) this.#runner.emit();
    this.#runner.drain();
  }

  /**
   * Ends the active run if it awaits only approvals and another conversation continues it. The other conversation has got the send lock,
   * since this process was suspended, or sends without the lock, since the store had failed. Returns the id of the answer if the run was
   * ended.
   */
  #yieldRun(rows: readonly ConversationRow[]): string | undefined {
    const { run, tree, phase } = this.#runner;
    if (run === undefined || phase !== 'running' || !awaitsOnlyApprovals(run.progress)) return undefined;
    const { answerId, toolCalls } = run.progress;
    const row = rows.find(({ type, id }) => type === 'entry' && id === answerId);
    // The answer was removed: the merge stops the run, and holds the queue.
    if (row?.value === null) return undefined;
    const isContinued = this.#sendLock.isExclusive ? this.#senderRow.isTakenIn(rows) : row !== undefined;
    if (!isContinued) return undefined;
    this.#marker.markQueueAndOutcome(this.#isClosing);
    // The rows of the other conversation are merged next, so no rows are marked here.
    const { observer } = tree;
    tree.observer = undefined;
    this.#isYielding = true;
    const liveKeys = this.#marker.forgetLive();
    this.#runner.pause();
    this.#isYielding = false;
    tree.observer = observer;
    this.#marker.skipQueueAndOutcome();
    // If the other conversation has decided a call that still waits here, its row must not be overwritten. Otherwise, the row of this
    // conversation is saved, which has the decisions that were made here.
    if (hasDecided(row, toolCalls)) for (const key of liveKeys) this.#sync.dirty.delete(key);
    // The responses of these commands have not been used, so the commands stay in the store.
    for (const id of this.#removingIds) this.#sync.dirty.delete({ type: 'queued', id });
    return answerId;
  }

  /** Merges rows of the store, without marking them as changed. */
  #merge(merge: () => RowsByType<Metadata>): void {
    // Marks the changes of this conversation first: after the merge, they could not be distinguished from the merged changes.
    if (!this.isLoading) this.#marker.markQueueAndOutcome(this.#isClosing);
    const { queued } = merge();
    this.#marker.skipQueueAndOutcome();
    this.#senderRow.onMerge();
    if (this.isLoading) return;
    this.#foreignRuns.endStopped();
    this.#runner.applyResponses(queued.map(({ id }) => id));
    if (this.#sync.dirty.size > 0) this.#sync.schedule();
    this.#runner.emit();
  }

  #onSync(): void {
    if (this.#saveError === this.#sync.error) return;
    this.#saveError = this.#sync.error;
    this.#runner.emit();
  }
}

/** Whether the row of an answer has a decision on a call that still awaits an approval here. */
function hasDecided(row: ConversationRow | undefined, here: readonly ConversationToolCall[]): boolean {
  if (!isRecord(row?.value)) return false;
  const { status, toolCalls } = row.value as Partial<SavedEntry>;
  return (
    status !== 'awaiting-approval' ||
    here.some(({ call: { id }, status }) => {
      const stored = toolCalls?.find(({ call }) => call.id === id);
      return status === 'awaiting-approval' && stored?.status !== 'awaiting-approval';
    })
  );
}
