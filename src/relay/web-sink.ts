import type { RelaySink } from './relay-sink.js';
import type { WireAnswer } from './wire-answer.js';

/** Callbacks of a {@link WebSink}. */
interface WebListener {
  /** Called when the body is cancelled. */
  readonly onDisconnect: () => void;
  /** Called when the body accepts more data. */
  readonly onDrain: () => void;
  readonly resolve: (response: Response) => void;
}

/** Number of buffered bytes from which the sink is not ready: about one read of the body. */
const highWaterMark = 64 * 1024;

/**
 * Creates a `Response` and writes its body. Bytes are buffered here and not in the stream, since a stream does not report when all of
 * them have been read.
 */
export class WebSink implements RelaySink {
  /** False, since a reader of the body may transfer its bytes to a worker, which detaches them. */
  readonly sharesBytes = false;
  readonly #listener: WebListener;
  readonly #encoder = new TextEncoder();
  readonly #closeListeners: (() => void)[] = [];
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #pieces: Uint8Array[] = [];
  #next = 0;
  #bytes = 0;
  #taken = 0;
  /** Whether a reader waits for bytes. */
  #isAwaited = false;
  #hasEnded = false;
  #isClosed = false;

  constructor(listener: WebListener) {
    this.#listener = listener;
  }

  hasHead(): boolean {
    return this.#controller !== undefined;
  }

  head({ status, headers }: Pick<WireAnswer, 'headers' | 'status'>): void {
    let opened: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          opened = controller;
        },
        pull: () => {
          this.#pull();
        },
        cancel: () => {
          this.#close();
          this.#listener.onDisconnect();
        },
      },
      { highWaterMark: 0 },
    );
    const response = new Response(body, { status, headers });
    // Set after the `Response` is created: if a header is invalid, its constructor throws, and the head has not been sent.
    this.#controller = opened;
    this.#listener.resolve(response);
  }

  write(output: Uint8Array | string): void {
    if (this.#isClosed) return;
    const piece = typeof output === 'string' ? this.#encoder.encode(output) : output;
    this.#pieces.push(piece);
    this.#bytes += piece.byteLength;
    if (this.#isAwaited) this.#pull();
  }

  end(): void {
    this.#hasEnded = true;
    if (this.#bytes === 0) this.#finish();
  }

  abort(reason: unknown = new Error('the browser does not read the answer')): void {
    if (this.#isClosed) return;
    this.#close();
    if (this.#controller === undefined) this.#listener.resolve(new Response(null, { status: 500 }));
    else this.#controller.error(reason);
  }

  isReady(): boolean {
    return this.#bytes < highWaterMark;
  }

  waiting(): number {
    return this.#bytes;
  }

  taken(): number {
    return this.#taken;
  }

  whenClosed(listener: () => void): void {
    if (this.#isClosed) listener();
    else this.#closeListeners.push(listener);
  }

  /** Enqueues one piece. */
  #pull(): void {
    const piece = this.#pieces[this.#next];
    this.#isAwaited = piece === undefined;
    if (piece === undefined) return;
    this.#next += 1;
    this.#bytes -= piece.byteLength;
    this.#taken += piece.byteLength;
    // Compacts in steps, so that each pull takes constant time and consumed pieces are freed.
    if (this.#next * 2 >= this.#pieces.length) {
      this.#pieces.splice(0, this.#next);
      this.#next = 0;
    }
    this.#controller?.enqueue(piece);
    if (this.#hasEnded && this.#bytes === 0) this.#finish();
    else if (this.isReady()) this.#listener.onDrain();
  }

  #finish(): void {
    if (this.#isClosed) return;
    this.#close();
    this.#controller?.close();
  }

  #close(): void {
    this.#isClosed = true;
    this.#pieces = [];
    this.#bytes = 0;
    for (const listener of this.#closeListeners.splice(0)) listener();
  }
}
