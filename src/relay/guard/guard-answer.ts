import type { NodeResponse } from '../node-messages.js';
import { callSafely, reportUnhandled } from '../report-unhandled.js';
import type { WireAnswer } from '../wire-answer.js';

/** What the guard answers itself: a refusal, a preflight, the list of models. */
export class GuardAnswer implements WireAnswer {
  /** Tells it from a chat. */
  readonly type = 'answer';
  /** HTTP status. */
  readonly status: number;
  /** Headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, as text. */
  readonly body: string;

  /** @internal */
  constructor({ status, headers, body }: WireAnswer) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** Sends it as the answer of a server of Node. */
  sendTo(response: NodeResponse): void {
    if (response.destroyed || response.writableEnded) return;
    // A connection that breaks meanwhile is no news.
    response.on('error', () => undefined);
    try {
      response.writeHead(this.status, { ...this.headers });
      if (this.body !== '') response.write(this.body);
      response.end();
    } catch (error) {
      reportUnhandled(error);
      callSafely(() => response.destroy());
    }
  }

  /** The answer as a `Response` of the web. */
  toResponse(): Response {
    return new Response(this.body === '' ? null : this.body, { status: this.status, headers: this.headers });
  }
}
