import { Subject, map, of, tap } from 'rxjs';
import { isRecord } from '../../json/is-record.js';
import { webLock } from '../../subscribers/web-lock.js';
import type { ConversationRow } from '../../wire/conversation-changes.js';
import { randomId } from '../random-id.js';
import type { ConversationLock } from './conversation-lock.js';
import type { Sender } from './read-rows.js';
import type { RowKey } from './row-key.js';
import type { RowMerger } from './row-merger.js';
import type { RowSync } from './row-sync.js';
import type { SaveOptions } from './save-options.js';
import { rowLock } from './row-lock.js';

const key: RowKey = { type: 'sender', id: '' };

/** The `sender` row of a store. It is the send lock, unless the option `lock` or the browser provides another one. */
export class SenderRow<Metadata> {
  readonly #sync: RowSync;
  readonly #merger: RowMerger<Metadata>;
  readonly #mark: (key: RowKey) => void;
  readonly #owner = randomId();
  readonly #changes = new Subject<void>();
  #sender: Sender | null = null;

  constructor(sync: RowSync, merger: RowMerger<Metadata>, mark: (key: RowKey) => void) {
    this.#sync = sync;
    this.#merger = merger;
    this.#mark = mark;
  }

  /** Returns the lock that the option `lock` selects. */
  toLock(lock: SaveOptions['lock']): ConversationLock {
    if (lock === false) return () => of(undefined);
    return typeof lock === 'function' ? lock : (lock === undefined && webLock()) || this.#rowLock();
  }

  /** Called after rows were merged, which may include the `sender` row. */
  onMerge(): void {
    this.#changes.next();
  }

  /** Whether these rows show that another conversation has the lock, or has had it in the meantime. */
  isTakenIn(rows: readonly ConversationRow[]): boolean {
    const row = rows.find(({ type }) => type === key.type);
    if (row === undefined || this.#merger.sender?.owner !== this.#owner) return false;
    return !isRecord(row.value) || row.value['owner'] !== this.#owner;
  }

  /** Sets the value of the `sender` row among the rows to save; leaves this row out if another conversation has the lock. */
  setRow(rows: readonly ConversationRow[]): readonly ConversationRow[] {
    const isOwn = this.#merger.sender?.owner === this.#owner;
    return rows.flatMap((row) => {
      if (row.type !== 'sender') return [row];
      return isOwn ? [{ ...row, value: this.#sender }] : [];
    });
  }

  #rowLock(): ConversationLock {
    return rowLock({
      owner: this.#owner,
      read: () => this.#sync.pull().pipe(map(() => this.#merger.sender)),
      changes: this.#changes.pipe(map(() => this.#merger.sender)),
      claim: (sender, before) =>
        this.#sync
          .claim({ ...key, value: sender }, () => this.#merger.sender === before)
          .pipe(
            tap((isClaimed) => {
              if (!isClaimed) return;
              this.#merger.sender = sender;
              // The row may still be marked, to release an earlier lock.
              this.#sync.dirty.delete(key);
            }),
          ),
      set: (sender) => {
        if (this.#merger.sender?.owner !== this.#owner) return;
        this.#sender = sender;
        this.#mark(key);
      },
    });
  }
}
