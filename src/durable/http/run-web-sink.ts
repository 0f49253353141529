import { WebSink } from '../../relay/web-sink.js';
import type { WireAnswer } from '../../relay/wire-answer.js';

/** A web response that may have no content: a `Response` with status 204 must not have a body, not even an empty one. */
export class RunWebSink extends WebSink {
  readonly #resolve: (response: Response) => void;

  constructor(listener: ConstructorParameters<typeof WebSink>[0]) {
    super(listener);
    this.#resolve = listener.resolve;
  }

  override head(head: Pick<WireAnswer, 'headers' | 'status'>): void {
    if (head.status === 204) this.#resolve(new Response(null, head));
    else super.head(head);
  }
}
