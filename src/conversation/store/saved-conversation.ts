// One class with more than 150 lines: loading, saving, following and the right to send change the same conversation in turn.
import type { Observable, Subscription } from 'rxjs';
import type { ConversationRow } from '../../wire/conversation-changes.js';
import type { ConversationRunner } from '../conversation-runner.js';
import type { LoadedConversation } from '../load-messages.js';
import type { RunnerGuard } from '../runner-guard.js';
import type { TreeChange } from '../tree/tree-change.js';
import { ForeignRuns } from './foreign-runs.js';
import { RowMarker } from './row-marker.js';
import { RowMerger } from './row-merger.js';
import { RowSync } from './row-sync.js';
import { RowWriter } from './row-writer.js';
import type { SaveOptions } from './save-options.js';
import { SendRight } from './send-right.js';
import { Turn } from './turn.js';

/** Loads a conversation from its store, saves what changes, and merges what others save. */
export class SavedConversation<Metadata> implements RunnerGuard {
  readonly #runner: ConversationRunner<Metadata>;
  readonly #initial: LoadedConversation<Metadata>;
  readonly #sync: RowSync;
  readonly #writer: RowWriter<Metadata>;
  readonly #marker: RowMarker<Metadata>;
  readonly #merger: RowMerger<Metadata>;
  readonly #right: SendRight<Metadata>;
  readonly #turn: Turn;
  readonly #foreign: ForeignRuns<Metadata>;
  #phase: 'failed' | 'loaded' | 'loading' = 'loading';
  #loadError: Error | undefined;
  /** Commands to make once the conversation is loaded. */
  #deferred: (() => void)[] = [];
  #loading: Subscription | undefined;
  #isClosing = false;
  #isMergingKept = false;
  #saveError: Error | undefined;

  constructor(
    id: string,
    runner: ConversationRunner<Metadata>,
    initial: LoadedConversation<Metadata>,
    { store, lock, saveInterval = 500 }: SaveOptions,
  ) {
    this.#runner = runner;
    this.#initial = initial;
    this.#writer = new RowWriter(runner);
    this.#sync = new RowSync(store, id, {
      read: (keys) => {
        const { rows, ...others } = this.#writer.read(keys);
        return { rows: this.#right.setRow(rows), ...others };
      },
      writing: (rows) => this.#merger.noteWriting(rows),
      merge: (rows) => {
        this.#marker.markIfStarted(rows);
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
    this.#marker = new RowMarker(
      runner,
      this.#writer,
      (key) => {
        this.#sync.mark(key);
      },
      saveInterval,
    );
    this.#merger = new RowMerger(runner, this.#sync.dirty);
    this.#right = new SendRight(this.#sync, this.#merger, (key) => {
      this.#marker.mark(key);
    });
    this.#turn = new Turn({
      name: `venice-rx/conversation/${id}`,
      lock: this.#right.toLock(lock),
      prepare: () => this.#sync.pull(),
      written: () => this.#sync.written(),
      onHeld: () => {
        this.#foreign.onHeld();
        runner.drain();
        this.changed();
      },
      onReleased: () => {
        this.changed();
      },
    });
    this.#foreign = new ForeignRuns(runner, this.#merger.unfinished, this.#turn, () => {
      this.changed();
    });
  }

  get isLoading(): boolean {
    return this.#phase !== 'loaded';
  }

  /** Whether a command waits until another conversation has ended its run. */
  get isWaiting(): boolean {
    const { phase, queue } = this.#runner;
    return this.#turn.isWaiting && phase === 'idle' && queue.hasOwn && !queue.isHeld;
  }

  get fields(): RunnerGuard['fields'] {
    const saveError = this.#saveError && { saveError: this.#saveError };
    if (this.#phase === 'loading') return { status: 'loading' };
    if (this.#loadError !== undefined) return { status: 'failed', error: this.#loadError };
    return this.isWaiting ? { status: 'queued', ...saveError } : { ...saveError };
  }

  /** Loads the conversation; again if that has failed. Returns false if it is loaded already, or being loaded. */
  load(): boolean {
    const isNeeded = this.#loading === undefined || this.#phase === 'failed';
    if (!isNeeded || this.#isClosing) return false;
    const isRetry = this.#phase === 'failed';
    this.#phase = 'loading';
    this.#loadError = undefined;
    if (isRetry) this.#runner.emit();
    this.#loading = this.#sync
      .load((rows) => {
        this.#begin(rows);
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

  /** Keeps a command until the conversation is loaded. Returns false if it is. */
  defer(command: () => void): boolean {
    if (this.isLoading) this.#deferred.push(command);
    return this.isLoading;
  }

  readonly mayStart = (): boolean => {
    if (this.isLoading) return false;
    this.#turn.renew();
    if (!this.#turn.isHeld) this.#turn.update(true);
    return this.#turn.isHeld;
  };

  readonly changed = (): void => {
    if (this.isLoading) return;
    // Merging emits, which calls this again.
    if (this.#merger.hasMergeable && !this.#isMergingKept) {
      this.#isMergingKept = true;
      try {
        this.#mergeRows([]);
      } finally {
        this.#isMergingKept = false;
      }
      return;
    }
    this.#marker.markQueueAndOutcome(this.#isClosing);
    this.#marker.markLive();
    this.#turn.update(this.#wantsTurn);
    this.#foreign.watch();
  };

  /** Emits once everything is saved. */
  saved(): Observable<void> {
    return this.#sync.saved();
  }

  /** The queue stays in the store, also what is not saved or loaded yet. Call it before the conversation is closed, and `close` afterwards. */
  beginClosing(): void {
    this.#isClosing = true;
    this.#loading?.unsubscribe();
    this.#deferred = [];
    this.#foreign.close();
    this.#writer.keepQueue();
  }

  close(): void {
    this.#marker.close();
    this.#turn.update(false);
    this.#sync.close();
  }

  get #wantsTurn(): boolean {
    const { phase, queue } = this.#runner;
    if (phase !== 'idle') return true;
    if (this.#isClosing) return false;
    return (queue.hasOwn && !queue.isHeld) || this.#foreign.wantsTurn;
  }

  #begin(rows: readonly ConversationRow[]): void {
    const { tree, queue } = this.#runner;
    // Commands that were given while it was loaded.
    const given = new Set(queue.commands);
    this.#merge(() => {
      this.#merger.merge(rows, true);
    });
    // Not if all entries were removed one by one: `outcome` is there.
    if (rows.every(({ type, value }) => value === null || type === 'sender')) this.#addInitial();
    tree.observer = (type, changed, removed) => {
      const id = changed ?? '';
      if (type === 'entry') this.#merger.noteChange(id, removed);
      if (removed === undefined || this.#marker.isNew || this.#merger.isStored(id))
        this.#marker.mark({ type, id });
      else this.#sync.dirty.delete({ type, id });
    };
    this.#phase = 'loaded';
    this.#marker.skipQueueAndOutcome(given);
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const command of deferred) command();
    if (this.#isClosing) {
      for (const id of this.#writer.moveKeptQueue()) this.#marker.mark({ type: 'queued', id });
    }
    if (this.#sync.dirty.size > 0) this.#sync.schedule();
    this.#sync.follow();
    this.#runner.emit();
    this.#runner.drain();
  }

  #addInitial(): void {
    const { tree, queue } = this.#runner;
    const { tree: initial, queue: commands, rest } = this.#initial;
    tree.apply(initial.saved.map((entry): TreeChange<Metadata> => ({ type: 'add', entry })));
    tree.apply(initial.selected.map((id): TreeChange<Metadata> => ({ type: 'select', id })));
    queue.merge(
      commands.map((command, position) => ({ id: command.id, command, position })),
      true,
    );
    this.#runner.setRest(rest);
    this.#marker.isNew = tree.size > 0;
    // Others begin with the same ones, so a removal is saved.
    this.#merger.noteStored(tree.saved.map(({ id }) => ({ type: 'entry', id, value: {} })));
  }

  #mergeRows(rows: readonly ConversationRow[]): void {
    this.#merge(() => {
      this.#merger.merge(rows, false);
    });
  }

  /** Merges rows, which are saved already. */
  #merge(merge: () => void): void {
    // What has changed here is marked before, since it cannot be distinguished from what is merged.
    if (!this.isLoading) this.#marker.markQueueAndOutcome(this.#isClosing);
    merge();
    this.#marker.skipQueueAndOutcome();
    this.#right.onMerge();
    if (this.isLoading) return;
    if (this.#sync.dirty.size > 0) this.#sync.schedule();
    this.#runner.emit();
  }

  #onSync(): void {
    if (this.#saveError === this.#sync.error) return;
    this.#saveError = this.#sync.error;
    this.#runner.emit();
  }
}
