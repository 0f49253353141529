import { BaseSubscriber } from '../subscribers/base-subscriber.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** Receives the values of a relayed chat. */
export interface RelayObserver {
  readonly next: (value: ChatCompletion | ChatCompletionChunk) => void;
  readonly error: (error: unknown) => void;
  readonly complete: () => void;
}

/**
 * The subscriber of a relayed chat. Passes an error that `next` throws to `error` of the same observer. RxJS would rethrow such an error in a
 * timer.
 */
export class RelaySubscriber extends BaseSubscriber<ChatCompletion | ChatCompletionChunk> {
  readonly #observer: RelayObserver;

  constructor(observer: RelayObserver) {
    super();
    this.#observer = observer;
  }

  protected override _next(value: ChatCompletion | ChatCompletionChunk): void {
    try {
      this.#observer.next(value);
    } catch (error) {
      this.#observer.error(error);
    }
  }

  protected override _error(error: unknown): void {
    this.#observer.error(error);
  }

  protected override _complete(): void {
    this.#observer.complete();
  }
}
