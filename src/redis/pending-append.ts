import { AsyncSubject, type Observable } from 'rxjs';
import type { RunClaim, RunLookup, RunWrite } from '../durable/run-store.js';

const written: RunWrite = { isWritten: true };

/** An append that has no answer yet. */
export class PendingAppend {
  readonly #answer = new AsyncSubject<RunWrite>();
  readonly #parse: (refusal: unknown) => RunLookup;
  /** The keys of the run, in the order of the scripts. */
  readonly keys: readonly string[];
  readonly claim: RunClaim;
  /** `<epoch> <sequence number> <size> <owner>`: one argument of a command, since four would cost the client more time. */
  readonly head: string;
  readonly data: string;
  /** Whether this is the first entry of its claim, which `appendScript` cannot write: the log may not exist yet. */
  readonly isFirst: boolean;

  /** `size` is the length of the data before encoding. `parse` reads the state of the run from the reply to a refused append. */
  constructor(
    claim: RunClaim,
    keys: readonly string[],
    { seq, size, data }: { readonly seq: number; readonly size: number; readonly data: string },
    parse: (refusal: unknown) => RunLookup,
  ) {
    this.#parse = parse;
    this.keys = keys;
    this.claim = claim;
    this.head = `${claim.epoch} ${seq} ${size} ${claim.owner}`;
    this.data = data;
    this.isFirst = seq === 1;
  }

  get answer(): Observable<RunWrite> {
    return this.#answer;
  }

  succeed(): void {
    this.#settle(written);
  }

  /** Emits the state of the run, or an error if it cannot be read, for example because the codec has no key. */
  refuse(reply: unknown): void {
    let run: RunLookup;
    try {
      run = this.#parse(reply);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.#settle({ isWritten: false, run });
  }

  fail(error: unknown): void {
    // eslint-disable-next-line rxjs-x/throw-error -- A client may fail with any value.
    this.#answer.error(error);
  }

  #settle(result: RunWrite): void {
    this.#answer.next(result);
    this.#answer.complete();
  }
}
