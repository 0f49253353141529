import type { RelaySink } from './relay-sink.js';
import type { WireAnswer } from './wire-answer.js';

/** Whom a body of the web tells what happens to it. */
interface WebListener {
  readonly left: () => void;
  readonly drained: () => void;
  readonly resolve: (response: Response) => void;
}

/** How many bytes may wait in a body before it asks for no more: one read of the other side, about. */
const highWaterMark = 64 * 1024;

/** A `Response`, and the way into its body. */
export class WebSink implements RelaySink {
  private readonly listener: WebListener;
  private readonly encoder = new TextEncoder();
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(listener: WebListener) {
    this.listener = listener;
  }

  head({ status, headers }: Pick<WireAnswer, 'headers' | 'status'>): void {
    const { left, drained, resolve } = this.listener;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller;
        },
        pull: drained,
        cancel: left,
      },
      { highWaterMark, size: ({ byteLength }) => byteLength },
    );
    resolve(new Response(body, { status, headers }));
  }

  write(text: string): void {
    this.controller?.enqueue(this.encoder.encode(text));
  }

  end(): void {
    this.controller?.close();
  }

  abort(): void {
    this.controller?.error(new Error('the browser takes nothing of the answer'));
  }

  isReady(): boolean {
    return (this.controller?.desiredSize ?? 0) > 0;
  }

  waiting(): number {
    return highWaterMark - (this.controller?.desiredSize ?? highWaterMark);
  }
}
