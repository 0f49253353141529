// One class with more than 150 lines: loading, saving, following and the right to send change the same conversation in turn.
import { isRecord } from '../../json/is-record.js';
import { type Observable, Subject, type Subscription, map, of, tap } from 'rxjs';
import type { ConversationRow } from '../../wire/conversation-changes.js';
import { webLock } from '../../subscribers/web-lock.js';
import type { ConversationRunner } from '../conversation-runner.js';
import type { LoadedConversation } from '../load-messages.js';
import { randomId } from '../random-id.js';
import type { RunProgress } from '../run-progress.js';
import type { RunnerGuard } from '../runner-guard.js';
import type { TreeChange } from '../tree/tree-change.js';
import { callAfter } from './call-after.js';
import type { ConversationLock } from './conversation-lock.js';
import { type Sender, isUnfinished } from './read-rows.js';
import { type RowKey, toKeyText } from './row-key.js';
import { RowMerger } from './row-merger.js';
import { RowSync } from './row-sync.js';
import { RowWriter } from './row-writer.js';
import type { SaveOptions } from './save-options.js';
import { storeLease } from './store-lease.js';
import { Turn } from './turn.js';

/** Milliseconds after which a lock that has failed is requested again to end the runs of others. */
const lockRetryTime = 10_000;

/** Loads a conversation from its store, saves what changes, and merges what others save. */
export class SavedConversation<Metadata> implements RunnerGuard {
  readonly #runner: ConversationRunner<Metadata>;
  readonly #initial: LoadedConversation<Metadata>;
  readonly #interval: number;
  readonly #sync: RowSync;
  readonly #writer: RowWriter<Metadata>;
  readonly #merger: RowMerger<Metadata>;
  readonly #turn: Turn;
  readonly #owner = randomId();
  readonly #senderChanges = new Subject<void>();
  #phase: 'failed' | 'loaded' | 'loading' = 'loading';
  #loadError: Error | undefined;
  /** Commands to make once the conversation is loaded. */
  #deferred: (() => void)[] = [];
  #loading: Subscription | undefined;
  #isClosing = false;
  #isMergingKept = false;
  /** Whether the initial messages are not in the store yet: they are saved with the first change. */
  #isNew = false;
  #sender: Sender | null = null;
  #saveError: Error | undefined;
  /** The last values that the rows of these were marked for. */
  #queue: ConversationRunner<Metadata>['queue']['commands'] = [];
  #rest: ConversationRunner<Metadata>['rest'];
  #liveKeys: readonly RowKey[] = [];
  #progress: RunProgress | undefined;
  #snapshot: Subscription | undefined;
  /** Ends the runs of others that have become silent while the lock is held. */
  #ending: Subscription | undefined;
  /** The wait after a lock that has failed; a command does not wait for it. */
  #lockRetry: Subscription | undefined;

  constructor(
    id: string,
    runner: ConversationRunner<Metadata>,
    initial: LoadedConversation<Metadata>,
    { store, lock, saveInterval = 500 }: SaveOptions,
  ) {
    this.#runner = runner;
    this.#initial = initial;
    this.#interval = saveInterval;
    this.#rest = runner.rest;
    this.#writer = new RowWriter(runner);
    this.#sync = new RowSync(store, id, {
      read: (keys) => this.#read(keys),
      writing: (rows) => this.#merger.noteWriting(rows),
      merge: (rows) => {
        this.#markIfStarted(rows);
        this.#mergeRows(rows);
      },
      restore: (rows) => {
        if (this.#isNew) this.#markIfStarted(rows);
        else this.#markAll(rows.filter((row) => !this.#isBehind(row)));
        this.#mergeRows(rows);
      },
      notify: () => {
        this.#onSync();
      },
    });
    this.#merger = new RowMerger(runner, this.#sync.dirty);
    this.#turn = new Turn({
      name: `venice-rx/conversation/${id}`,
      lock: this.#toLock(lock),
      prepare: () => this.#sync.pull(),
      written: () => this.#sync.written(),
      onHeld: () => {
        // The lock is held, so the process of a run that has not ended is gone.
        if (this.#turn.isExclusive) this.#endForeignRuns('all');
        else this.#retryLockLater();
        runner.drain();
        this.changed();
      },
      onReleased: () => {
        this.changed();
      },
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
    this.#markQueueAndOutcome();
    this.#markLive();
    this.#turn.update(this.#wantsTurn);
    this.#watchForeignRuns();
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
    this.#writer.keepQueue();
  }

  close(): void {
    this.#snapshot?.unsubscribe();
    this.#ending?.unsubscribe();
    this.#lockRetry?.unsubscribe();
    this.#turn.update(false);
    this.#sync.close();
  }

  get #wantsTurn(): boolean {
    const { phase, queue } = this.#runner;
    if (phase !== 'idle') return true;
    if (this.#isClosing) return false;
    if (queue.hasOwn && !queue.isHeld) return true;
    // Without the lock it is requested again, to end the runs of others once it is held.
    const isLocked = this.#turn.isExclusive || (!this.#turn.isHeld && this.#lockRetry === undefined);
    return isLocked && this.#merger.unfinished.size > 0;
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
      if (removed === undefined || this.#isNew || this.#merger.isStored(id)) this.#mark({ type, id });
      else this.#sync.dirty.delete({ type, id });
    };
    this.#phase = 'loaded';
    this.#queue = queue.commands.filter((command) => !given.has(command));
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const command of deferred) command();
    if (this.#isClosing) {
      for (const id of this.#writer.moveKeptQueue()) this.#mark({ type: 'queued', id });
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
    this.#isNew = tree.size > 0;
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
    if (!this.isLoading) this.#markQueueAndOutcome();
    merge();
    const { queue, rest } = this.#runner;
    this.#queue = queue.commands;
    this.#rest = rest;
    // A sender of another conversation.
    this.#senderChanges.next();
    if (this.isLoading) return;
    if (this.#sync.dirty.size > 0) this.#sync.schedule();
    this.#runner.emit();
  }

  #read(keys: readonly RowKey[]): ReturnType<RowWriter<Metadata>['read']> {
    const { rows, ...others } = this.#writer.read(keys);
    // The row of another conversation is not overwritten, whatever was to be written before it was merged.
    const isOwn = this.#merger.sender?.owner === this.#owner;
    const withSender = rows.flatMap((row) => {
      if (row.type !== 'sender') return [row];
      return isOwn ? [{ ...row, value: this.#sender }] : [];
    });
    return { rows: withSender, ...others };
  }

  #mark(key: RowKey): void {
    if (this.#isNew) {
      this.#isNew = false;
      this.#markAll();
    }
    this.#sync.mark(key);
  }

  /** Another conversation has saved its initial messages: marks those that it does not have. */
  #markIfStarted(rows: readonly ConversationRow[]): void {
    // The right to send is requested before the first change, so a `sender` row alone starts nothing.
    if (!this.#isNew || !rows.some(({ type }) => type === 'entry')) return;
    this.#isNew = false;
    this.#markAll(rows);
  }

  /** Whether a store, such as one restored from a backup, has an answer in the middle that is complete here. */
  #isBehind({ type, id, value }: ConversationRow): boolean {
    const entry = type === 'entry' ? this.#runner.tree.get(id) : undefined;
    return entry !== undefined && !isUnfinished(entry) && isRecord(value) && isUnfinished(value);
  }

  /** Marks all rows except those that the store has. */
  #markAll(stored: readonly ConversationRow[] = []): void {
    const { queue, tree } = this.#runner;
    const known = new Set(stored.map(toKeyText));
    const mark = (type: RowKey['type'], id: string): void => {
      if (!known.has(toKeyText({ type, id }))) this.#sync.mark({ type, id });
    };
    for (const { id, metadata } of tree.saved) {
      mark('entry', id);
      if (metadata !== undefined) mark('metadata', id);
      if (tree.chosenAfter(id) !== null) mark('selected', id);
    }
    if (tree.chosenAfter(null) !== null) mark('selected', '');
    for (const { id } of queue.commands) mark('queued', id);
    mark('outcome', '');
  }

  #markQueueAndOutcome(): void {
    const { queue, rest } = this.#runner;
    const before = this.#queue;
    if (queue.commands !== before && !this.#isClosing) {
      this.#queue = queue.commands;
      const removed = before.filter(({ id }) => !queue.has(id));
      const others = queue.commands.filter((command) => !before.includes(command));
      for (const { id } of [...removed, ...others]) this.#mark({ type: 'queued', id });
    }
    if (rest !== this.#rest) {
      this.#rest = rest;
      this.#mark({ type: 'outcome', id: '' });
    }
  }

  /** The answer that is arriving is saved at most once per interval, and so are the results of its tools. */
  #markLive(): void {
    const { run } = this.#runner;
    if (run === undefined) {
      this.#snapshot?.unsubscribe();
      this.#snapshot = undefined;
      // Results that have been saved before their step was removed are removed as well.
      for (const key of this.#liveKeys) this.#mark(key);
      this.#liveKeys = [];
      this.#progress = undefined;
      return;
    }
    const { progress } = run;
    const before = this.#progress;
    if (progress === before) return;
    // What tools do is saved at once.
    if (progress.status !== before?.status || progress.open !== before.open) {
      this.#progress = progress;
      this.#saveLive();
    } else if (this.#snapshot === undefined) {
      this.#snapshot = callAfter(this.#interval, () => {
        this.#snapshot = undefined;
        this.#progress = this.#runner.run?.progress;
        this.#saveLive();
      });
    }
  }

  #saveLive(): void {
    this.#liveKeys = this.#writer.liveKeys();
    for (const key of this.#liveKeys) this.#mark(key);
  }

  #retryLockLater(): void {
    if (this.#isClosing) return;
    this.#lockRetry ??= callAfter(lockRetryTime, () => {
      this.#lockRetry = undefined;
      this.changed();
    });
  }

  /** A conversation whose store has failed may send without the lock, so its runs are ended only if there is no news of them. */
  #watchForeignRuns(): void {
    const { unfinished } = this.#merger;
    if (this.#isClosing || !this.#turn.isExclusive || unfinished.size === 0) {
      this.#ending?.unsubscribe();
      this.#ending = undefined;
    } else {
      this.#ending ??= callAfter(Math.max(1, unfinished.timeLeft), () => {
        this.#ending = undefined;
        this.#endForeignRuns('silent');
        this.#watchForeignRuns();
      });
    }
  }

  #endForeignRuns(which: 'all' | 'silent'): void {
    const { tree } = this.#runner;
    const ids = this.#merger.unfinished.take(which).filter((id) => isUnfinished(tree.get(id) ?? {}));
    tree.apply(
      ids.map((id): TreeChange<Metadata> => {
        // Calls that may be executed again have no results yet.
        const isDone = tree.get(id)?.status === 'running-tools' && tree.versionsAfter(id).length > 0;
        const status = isDone ? 'done' : 'stopped';
        return { type: 'update', id, fields: { status } };
      }),
    );
    if (ids.length > 0) this.#runner.emit();
  }

  #toLock(lock: SaveOptions['lock']): ConversationLock {
    if (lock === false) return () => of(undefined);
    return typeof lock === 'function' ? lock : (lock === undefined && webLock()) || this.#lease();
  }

  #lease(): ConversationLock {
    return storeLease({
      owner: this.#owner,
      read: () => this.#sync.pull().pipe(map(() => this.#merger.sender)),
      changes: this.#senderChanges.pipe(map(() => this.#merger.sender)),
      claim: (sender, before) => {
        const row = { type: 'sender', id: '', value: sender } as const;
        return this.#sync
          .claim(row, () => this.#merger.sender === before)
          .pipe(
            tap((isClaimed) => {
              if (!isClaimed) return;
              this.#merger.sender = sender;
              // The release of an earlier turn may not have been written.
              this.#sync.dirty.delete({ type: 'sender', id: '' });
            }),
          );
      },
      set: (sender) => {
        if (this.#merger.sender?.owner !== this.#owner) return;
        this.#sender = sender;
        this.#mark({ type: 'sender', id: '' });
      },
    });
  }

  #onSync(): void {
    if (this.#saveError === this.#sync.error) return;
    this.#saveError = this.#sync.error;
    this.#runner.emit();
  }
}
