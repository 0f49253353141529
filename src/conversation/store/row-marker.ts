import { isRecord } from '../../json/is-record.js';
import type { Subscription } from 'rxjs';
import type { ConversationRow } from '../../wire/conversation-changes.js';
import type { ConversationRunner } from '../conversation-runner.js';
import type { RunProgress } from '../run-progress.js';
import { callAfter } from './call-after.js';
import { isUnfinished } from './read-rows.js';
import { type RowKey, toKeyString } from './row-key.js';
import type { RowWriter } from './row-writer.js';

/** Marks the rows of a conversation that have changed, so that they are saved. */
export class RowMarker<Metadata> {
  /** Whether the conversation is not in the store yet: its initial messages are saved with its first change. */
  isNew = false;
  readonly #runner: ConversationRunner<Metadata>;
  readonly #writer: RowWriter<Metadata>;
  readonly #save: (key: RowKey) => void;
  readonly #interval: number;
  // The values at the time of the last mark: a row is marked again when its value changes.
  #queue: ConversationRunner<Metadata>['queue']['commands'] = [];
  #outcome: ConversationRunner<Metadata>['outcome'];
  #liveKeys: readonly RowKey[] = [];
  #progress: RunProgress | undefined;
  /** Timer until the answer that is arriving is saved again. */
  #timer: Subscription | undefined;

  /**
   * @param save - Saves a row soon.
   * @param interval - Milliseconds between two writes of an answer that is arriving.
   */
  constructor(
    runner: ConversationRunner<Metadata>,
    writer: RowWriter<Metadata>,
    save: (key: RowKey) => void,
    interval: number,
  ) {
    this.#runner = runner;
    this.#writer = writer;
    this.#save = save;
    this.#interval = interval;
    this.#outcome = runner.outcome;
  }

  mark(key: RowKey): void {
    if (this.isNew) {
      this.isNew = false;
      this.#markAll();
    }
    this.#save(key);
  }

  /** If another conversation has saved its initial messages in the meantime, marks all rows except those that the store has. */
  markIfSaved(rows: readonly ConversationRow[]): void {
    // A conversation may write the `sender` row before its first change, so only an entry shows that it has saved its messages.
    if (!this.isNew || !rows.some(({ type }) => type === 'entry')) return;
    this.isNew = false;
    this.#markAll(rows);
  }

  /** Marks the rows that a store has lost. */
  markMissing(rows: readonly ConversationRow[]): void {
    if (this.isNew) this.markIfSaved(rows);
    else this.#markAll(rows.filter((row) => !this.#isOutdated(row)));
  }

  /** Whether the store has only the beginning of an answer that is complete here, for example since the store was restored from a backup. */
  #isOutdated({ type, id, value }: ConversationRow): boolean {
    const entry = type === 'entry' ? this.#runner.tree.get(id) : undefined;
    return entry !== undefined && !isUnfinished(entry) && isRecord(value) && isUnfinished(value);
  }

  /** Marks all rows except those that the store has. */
  #markAll(stored: readonly ConversationRow[] = []): void {
    const { queue, tree } = this.#runner;
    const storedKeys = new Set(stored.map(toKeyString));
    const mark = (type: RowKey['type'], id: string): void => {
      if (!storedKeys.has(toKeyString({ type, id }))) this.#save({ type, id });
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

  /** Marks the commands of the queue that have changed, unless the conversation is being closed, and the outcome of the last run. */
  markQueueAndOutcome(isClosing: boolean): void {
    const { queue, outcome } = this.#runner;
    const before = this.#queue;
    if (queue.commands !== before && !isClosing) {
      this.#queue = queue.commands;
      const removed = before.filter(({ id }) => !queue.has(id));
      const others = queue.commands.filter((command) => !before.includes(command));
      for (const { id } of [...removed, ...others]) this.mark({ type: 'queued', id });
    }
    if (outcome !== this.#outcome) {
      this.#outcome = outcome;
      this.mark({ type: 'outcome', id: '' });
    }
  }

  /**
   * Remembers the queue and the outcome without marking rows, since they were read from the store.
   *
   * @param ownCommands - Commands that are not in the store yet. They are marked at the next change.
   */
  skipQueueAndOutcome(ownCommands: ReadonlySet<unknown> = new Set()): void {
    const { queue, outcome } = this.#runner;
    this.#queue =
      ownCommands.size === 0 ? queue.commands : queue.commands.filter((command) => !ownCommands.has(command));
    this.#outcome = outcome;
  }

  /** Marks the rows of the active run: at once if a step has ended or a tool has a result, and otherwise at most once per interval. */
  markLive(): void {
    const { run } = this.#runner;
    if (run === undefined) {
      this.close();
      // The store may have results of a step that has been removed in the meantime: marking their rows removes them there too.
      for (const key of this.#liveKeys) this.mark(key);
      this.#liveKeys = [];
      this.#progress = undefined;
      return;
    }
    const { progress } = run;
    const before = this.#progress;
    if (progress === before) return;
    // A status, and the answer and results of a step, are saved at once.
    if (progress.status !== before?.status || progress.step !== before.step) {
      this.#progress = progress;
      this.#saveLive();
    } else if (this.#timer === undefined) {
      this.#timer = callAfter(this.#interval, () => {
        this.#timer = undefined;
        this.#progress = this.#runner.run?.progress;
        this.#saveLive();
      });
    }
  }

  /** Forgets the rows of the active run, which another conversation continues. Returns their keys. */
  forgetLive(): readonly RowKey[] {
    const keys = [...this.#liveKeys, ...this.#writer.liveKeys()];
    this.#liveKeys = [];
    return keys;
  }

  #saveLive(): void {
    this.#liveKeys = this.#writer.liveKeys();
    for (const key of this.#liveKeys) this.mark(key);
  }

  /** Stops the timer. */
  close(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }
}
