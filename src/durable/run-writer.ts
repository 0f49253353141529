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

/** Callbacks of a {@link RunWriter}. */
export interface WriterCallbacks {
  readonly write: (entry: EntryWrite, answer: Observer<RunWrite>) => void;
  readonly onWritten: (entry: EntryWrite, run: RunLookup) => void;
  /** Whether the claim is valid, and its entry with this number is the last one in the log. */
  readonly isLast: (seq: number, run: RunLookup) => boolean;
  /** Called when the claim is not valid any more. */
  readonly onClaimRefused: (run: RunLookup) => void;
  /** Called when nothing more can be written: the store is not available, or has refused the end of the run. */
  readonly onFailure: (error: unknown) => void;
  /** Called when the store has refused values with a final error. Must call `finish`, which writes the end instead of these values. */
  readonly onValuesRefused: (error: unknown) => void;
}

/** Maximum size of values without output that are held back, in characters. */
const maxHeldBack = 16 * 1024;

/**
 * Writes the values of one claim to the store, with one call at a time: the next call writes the values that arrive during a call.
 * Holds back values until there is output, the run ends or they become too large, so that a run that dies before its first output usually
 * has an empty log.
 */
export class RunWriter {
  readonly #callbacks: WriterCallbacks;
  readonly #maxUnflushed: number;
  /** Serialized values that are not part of a call yet. */
  #pending: string[] = [];
  #hasOutput = false;
  /** The entry of the call in progress, and the size of its values. */
  #writing: (EntryWrite & { readonly size: number }) | undefined;
  #isEnding = false;
  #isClosed = false;
  #seq = 0;
  #end: Pick<RunEntry, 'data' | 'type'> | undefined;

  readonly #gate = new BehaviorSubject(true);

  /** Emits whether the source may continue. */
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

  /** Number of characters that the store has not confirmed. */
  unflushed = 0;

  constructor(callbacks: WriterCallbacks, maxUnflushed: number) {
    this.#callbacks = callbacks;
    this.#maxUnflushed = maxUnflushed;
  }

  /** Whether no entry of this claim has been written or is being written. */
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

  /** Writes the end of the run after all values. */
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
      if (this.#hasOutput || this.#end || this.unflushed > Math.min(maxHeldBack, this.#maxUnflushed))
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
    this.#callbacks.write(this.#writing, this.#answer);
  }

  #receive({ isWritten, run }: RunWrite): void {
    const entry = this.#writing;
    this.#writing = undefined;
    if (this.#isClosed || !entry) return;
    if (isWritten && this.#isEnding) {
      this.close();
      this.#callbacks.onWritten(entry, run);
    } else if (isWritten) {
      this.unflushed -= entry.size;
      this.#callbacks.onWritten(entry, run);
      this.#flush();
      if (!this.#gate.value && this.unflushed <= this.#maxUnflushed) this.#gate.next(true);
    }
    // The store has written the values although its call failed, so they have the number of this end. Writes the end with the next number.
    else if (this.#isEnding && this.#callbacks.isLast(this.#seq, run)) this.#flush();
    else this.#callbacks.onClaimRefused(run);
  }

  #failed(error: unknown): void {
    const isFinal = isVeniceError(error) && !error.isRetryable;
    if (!isFinal || this.#isEnding) {
      this.#callbacks.onFailure(error);
      return;
    }
    this.#writing = undefined;
    this.#seq -= 1;
    this.#pending = [];
    this.#callbacks.onValuesRefused(error);
  }
}
