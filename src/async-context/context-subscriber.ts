import { Subscriber } from 'rxjs';
import type { AsyncContext } from './async-context.js';

/** Delivers all notifications in one async context, including errors that do not come from the source, such as that of a timeout. */
// eslint-disable-next-line rxjs-x/no-subclass
export class ContextSubscriber<T> extends Subscriber<T> {
  readonly #context: AsyncContext;

  constructor(context: AsyncContext, destination: Subscriber<T>) {
    // RxJS 7 marks the constructor as internal.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    super(destination);
    this.#context = context;
  }

  protected override _next(value: T): void {
    this.#context.run(() => {
      super._next(value);
    });
  }

  protected override _error(error: unknown): void {
    this.#context.run(() => {
      super._error(error);
    });
  }

  protected override _complete(): void {
    this.#context.run(() => {
      super._complete();
    });
  }
}
