import { BehaviorSubject, type Observer, distinctUntilChanged } from 'rxjs';
import { isVeniceError } from '../errors/venice-error.js';
import type { RunEntry, RunLookup, RunWrite } from './run-store.js';
import { joinValues } from './entry-data.js';

/** An entry that a {@link RunWriter} writes. */
export interface EntryWrite {
  readonly seq: number;
  readonly type: RunEntry['type'];
  readonly data: string;
}

/** Calls of a {@link RunWriter}. */
export interface WriterCalls {
  readonly write: (entry: EntryWrite, answer: Observer<RunWrite>) => void;
  readonly written: (entry: EntryWrite, run: RunLookup) => void;
  /** Whether the claim is valid, and its entry with this number is the last one. */
  readonly isLast: (seq: number, run: RunLookup) => boolean;
  /** The claim is not valid any more. */
  readonly refused: (run: RunLookup) => void;
  /** Nothing more can be written: the store is not available, or it has refused the end. */
  readonly failed: (error: unknown) => void;
  /** The store has refused the values for good. Call `finish` next, to write the end instead of them. */
  readonly unwritable: (error: unknown) => void;
}

/** Maximum size of values without output that are held back, in characters. */
const maxHeld = 16 * 1024;

/**
 * Writes the values of one claim to the store, with one call at a time: values that arrive during a call are written by the next one.
 * Holds back values until there is output, the run ends or they become too large, so that a run that dies before its first output usually
 * has an empty log.
 */
export class RunWriter {
  readonly #calls: WriterCalls;
  readonly #maxUnflushed: number;
  /** Serialized values that no call has taken yet. */
  #pending: string[] = [];
  #hasOutput = false;
  /** The call that is on its way, and the size of its values. */
  #writing: (EntryWrite & { readonly size: number }) | undefined;
  #isEnding = false;
  #isClosed = false;
  #seq = 0;
  #end: Pick<RunEntry, 'data' | 'type'> | undefined;

  readonly #gate = new BehaviorSubject(true);

  /** Whether the source may continue. */
  readonly gate = this.#gate.pipe(distinctUntilChanged());
  readonly #answer: Observer<RunWrite> = {
    next: (result) => {
      this.#receive(result);
    },
    error: (error: unknown) => {
      if (!this.#isClosed) this.#failed(error);
    },
    complete: () => undefined,
  };

  /** Number of characters that are not acknowledged. */
  unflushed = 0;

  constructor(calls: WriterCalls, maxUnflushed: number) {
    this.#calls = calls;
    this.#maxUnflushed = maxUnflushed;
  }

  /** Whether this claim has written nothing, and nothing is on its way. */
  get isEmpty(): boolean {
    return this.#seq === 0;
  }

  push(value: string, hasOutput: boolean): void {
    this.#pending.push(value);
    this.unflushed += value.length;
    if (hasOutput) this.#hasOutput = true;
    this.#flush();
    if (this.unflushed > this.#maxUnflushed) this.#gate.next(false);
  }

  /** Writes the last entry after all values. */
  finish(type: RunEntry['type'], data: string): void {
    this.#end = { type, data };
    this.#flush();
  }

  /** Writes nothing more. */
  close(): void {
    this.#isClosed = true;
    this.#pending = [];
    this.unflushed = 0;
  }

  #flush(): void {
    if (this.#writing || this.#isClosed) return;
    if (this.#pending.length > 0) {
      if (this.#hasOutput || this.#end || this.unflushed > Math.min(maxHeld, this.#maxUnflushed))
        this.#writeValues();
    } else if (this.#end) {
      this.#isEnding = true;
      this.#write(this.#end.type, this.#end.data);
    }
  }

  #writeValues(): void {
    const values = this.#pending;
    this.#pending = [];
    this.#write('values', joinValues(values));
  }

  #write(type: RunEntry['type'], data: string): void {
    this.#seq += 1;
    this.#writing = { seq: this.#seq, type, data, size: this.unflushed };
    this.#calls.write(this.#writing, this.#answer);
  }

  #receive({ isWritten, run }: RunWrite): void {
    const entry = this.#writing;
    this.#writing = undefined;
    if (this.#isClosed || !entry) return;
    if (isWritten && this.#isEnding) {
      this.close();
      this.#calls.written(entry, run);
    } else if (isWritten) {
      this.unflushed -= entry.size;
      this.#calls.written(entry, run);
      this.#flush();
      if (!this.#gate.value && this.unflushed <= this.#maxUnflushed) this.#gate.next(true);
    }
    // Values that the store seemed not to take had been written: the end comes after them.
    else if (this.#isEnding && this.#calls.isLast(this.#seq, run)) this.#flush();
    else this.#calls.refused(run);
  }

  #failed(error: unknown): void {
    const isFinal = isVeniceError(error) && !error.isRetryable;
    if (!isFinal || this.#isEnding) {
      this.#calls.failed(error);
      return;
    }
    this.#writing = undefined;
    this.#seq -= 1;
    this.#pending = [];
    this.#calls.unwritable(error);
  }
}
