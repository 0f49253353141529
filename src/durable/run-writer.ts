import { BehaviorSubject, type Observable, distinctUntilChanged } from 'rxjs';
import { isVeniceError } from '../errors/venice-error.js';
import type { RunEntry, RunLookup, RunWrite } from './run-store.js';
import { joinValues } from './entry-data.js';

/** Calls of a {@link RunWriter}. */
export interface WriterCalls {
  readonly append: (seq: number, data: string) => Observable<RunWrite>;
  /** The values of the last `append` are written. */
  readonly appended: () => void;
  readonly end: (seq: number, type: RunEntry['type'], data: string) => Observable<RunWrite>;
  /** The last entry is written. */
  readonly ended: (type: RunEntry['type'], run: RunLookup) => void;
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
  #isWriting = false;
  #isEnding = false;
  #isClosed = false;
  #seq = 0;
  #end: Pick<RunEntry, 'data' | 'type'> | undefined;

  readonly #gate = new BehaviorSubject(true);

  /** Whether the source may continue. */
  readonly gate = this.#gate.pipe(distinctUntilChanged());
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
    if (this.#isWriting || this.#isClosed) return;
    if (this.#pending.length > 0) {
      if (this.#hasOutput || this.#end || this.unflushed > Math.min(maxHeld, this.#maxUnflushed))
        this.#append();
    } else if (this.#end) this.#writeEnd(this.#end);
  }

  #append(): void {
    const values = this.#pending;
    this.#pending = [];
    const size = this.unflushed;
    this.#write(this.#calls.append(this.#seq + 1, joinValues(values)), () => {
      this.unflushed -= size;
      this.#calls.appended();
      this.#flush();
      if (this.unflushed <= this.#maxUnflushed) this.#gate.next(true);
    });
  }

  #writeEnd({ type, data }: Pick<RunEntry, 'data' | 'type'>): void {
    this.#isEnding = true;
    this.#write(this.#calls.end(this.#seq + 1, type, data), (run) => {
      this.close();
      this.#calls.ended(type, run);
    });
  }

  #write(call: Observable<RunWrite>, done: (run: RunLookup) => void): void {
    this.#isWriting = true;
    this.#seq += 1;
    call.subscribe({
      next: ({ isWritten, run }) => {
        this.#isWriting = false;
        if (this.#isClosed) return;
        if (isWritten) done(run);
        // Values that the store seemed not to take had been written: the end comes after them.
        else if (this.#isEnding && this.#calls.isLast(this.#seq, run)) this.#flush();
        else this.#calls.refused(run);
      },
      error: (error: unknown) => {
        if (!this.#isClosed) this.#failed(error);
      },
    });
  }

  #failed(error: unknown): void {
    const isFinal = isVeniceError(error) && !error.isRetryable;
    if (!isFinal || this.#isEnding) {
      this.#calls.failed(error);
      return;
    }
    this.#isWriting = false;
    this.#seq -= 1;
    this.#pending = [];
    this.#calls.unwritable(error);
  }
}
