import type { Subscriber } from 'rxjs';
import { ChatSnapshot } from './chat-snapshot.js';
import { decodeValues } from './entry-data.js';
import { readPartial } from './read-all.js';
import { toEndError } from './run-errors.js';
import type { RunFrame } from './run-frame.js';
import type { RunNode } from './run-node.js';
import { startOffset } from './run-offset.js';
import type { RunEntry } from './run-store.js';

interface Delivery {
  /** Whether the log has no more entries after these. */
  readonly isUpToDate: boolean;
  /** Whether the last entry of the run was delivered before, so that no entry follows. */
  readonly hasEnded?: boolean;
}

/** Emits the entries of a run as frames to one watcher, and ends with the run. */
export class FrameEmitter {
  readonly #node: RunNode;
  readonly #id: string;
  readonly #subscriber: Subscriber<RunFrame<unknown>>;
  #cursor: string;
  /** The values so far, for a watcher whose first frame is a snapshot of them; undefined after that frame. */
  #snapshot: ChatSnapshot | undefined;
  #isSnapshot: boolean;
  #hasEnded = false;

  /** The first frame is a snapshot, unless the watcher continues after an offset. */
  constructor(
    node: RunNode,
    id: string,
    after: string | undefined,
    subscriber: Subscriber<RunFrame<unknown>>,
  ) {
    this.#node = node;
    this.#id = id;
    this.#subscriber = subscriber;
    this.#cursor = after ?? startOffset;
    this.#isSnapshot = after === undefined;
    this.#snapshot = this.#isSnapshot ? new ChatSnapshot() : undefined;
  }

  /** Offset of the last entry that was delivered. */
  get cursor(): string {
    return this.#cursor;
  }

  /** Whether the snapshot has not been emitted yet. */
  get isCollecting(): boolean {
    return this.#snapshot !== undefined;
  }

  /** Whether the last entry was delivered. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  deliver(entries: readonly RunEntry[], { isUpToDate, hasEnded = false }: Delivery): void {
    const last = entries.at(-1);
    if (last) this.#cursor = last.offset;
    const values = decodeValues(entries);
    const collected = this.#snapshot;
    collected?.add(values);
    const isFinal = last !== undefined && last.type !== 'values';
    // The chunks of a chat are collected until the snapshot is complete. Other values are emitted page by page.
    if (collected?.isChat !== true || isUpToDate || isFinal) {
      this.#snapshot = undefined;
      const isSnapshot = this.#isSnapshot;
      this.#isSnapshot = false;
      this.#subscriber.next({
        id: this.#cursor,
        values: collected?.values() ?? [...values],
        isSnapshot,
        isUpToDate,
        isLast: isFinal || hasEnded,
      });
    }
    if (isFinal) this.end(last);
  }

  /** Completes if the run has completed, or fails with the error of the run. */
  end(entry: RunEntry): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const id = this.#id;
    const subscriber = this.#subscriber;
    if (entry.type === 'done') {
      subscriber.complete();
      return;
    }
    const fail = (error: unknown): void => {
      subscriber.error(error);
    };
    subscriber.add(
      readPartial(this.#node, id).subscribe({
        next: (partial) => {
          fail(toEndError(id, entry, partial));
        },
        error: () => {
          fail(toEndError(id, entry, undefined));
        },
      }),
    );
  }
}
