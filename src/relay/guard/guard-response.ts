import type { NodeResponse } from '../node-messages.js';
import { isClosed, writeHead } from '../node-sink.js';
import { callSafely, reportUnhandled } from '../report-unhandled.js';
import type { WireAnswer } from '../wire-answer.js';

/** A response of the guard itself: a refusal, a preflight, the list of models. */
export class GuardResponse implements WireAnswer {
  /** Distinguishes it from a chat. */
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

  /** Sends it as a Node response. If your server has sent a head already, the body follows it. */
  sendTo(response: NodeResponse): void {
    if (isClosed(response) || response.writableEnded) return;
    // A connection that breaks now needs no report.
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

  /** Converts it to a web `Response`. */
  toResponse(): Response {
    return new Response(this.body === '' ? null : this.body, { status: this.status, headers: this.headers });
  }
}
