import type { NodeResponse } from '../node-messages.js';
import { isClosed, writeHead } from '../node-sink.js';
import { callSafely, reportUnhandled } from '../report-unhandled.js';
import type { WireAnswer } from '../wire-answer.js';

/** A response of the guard itself: a refusal, a preflight, the list of models. */
export class GuardResponse implements WireAnswer {
  /** Distinguishes the response from a `GuardedChat`. */
  readonly type = 'response';
  /** HTTP status. */
  readonly status: number;
  /** Headers, with lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as a string. */
  readonly body: string;

  /** @internal */
  constructor({ status, headers, body }: WireAnswer) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** Sends the response with Node. If your server has already sent a head, only the body is sent. */
  sendTo(response: NodeResponse): void {
    if (isClosed(response) || response.writableEnded) return;
    // If the connection breaks now, nothing has to be reported, but an `error` event without a listener would end the process.
    response.on('error', () => undefined);
    try {
      writeHead(response, this.status, this.headers);
      if (this.body !== '') response.write(this.body);
      response.end();
    } catch (error) {
      reportUnhandled(error);
      callSafely(() => response.destroy());
    }
  }

  /** Returns the response as a web `Response`. */
  toResponse(): Response {
    return new Response(this.body === '' ? null : this.body, { status: this.status, headers: this.headers });
  }
}
