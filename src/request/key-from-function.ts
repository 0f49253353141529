import type { Observable, Subscriber } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';
import { describeType } from '../options/describe-type.js';
import { optionError } from '../options/invalid-option.js';
import { BaseSubscriber } from '../subscribers/base-subscriber.js';
import { deferObservable } from '../subscribers/defer-observable.js';
import { emitOnce } from '../subscribers/emit-once.js';
import { fromAsyncValue } from '../subscribers/from-async-value.js';
import { subscribeWith } from '../subscribers/subscribe-with.js';
import { checkKey } from './check-key.js';
import { missingKey } from './missing-key.js';
import { markUnsent } from './unsent-errors.js';

/** Calls the `apiKey` function and emits its key. For any other result, fails with an error that does not contain the result. */
export function keyFromFunction(apiKey: () => unknown): Observable<string> {
  return deferObservable(() => toKeys(apiKey())).pipe(
    // If several runs get the same Promise or Observable, it may emit in the async context of another run.
    bindContext(),
    subscribeWith((subscriber) => new KeyReader(subscriber)),
  );
}

function toKeys(result: unknown): Observable<unknown> {
  const keys = typeof result === 'string' ? emitOnce(result) : fromAsyncValue(result);
  if (keys === undefined) throw wrongResult(result);
  return keys;
}

/** Emits the first key. */
class KeyReader extends BaseSubscriber<unknown> {
  readonly #sink: Subscriber<string>;

  constructor(sink: Subscriber<string>) {
    super();
    this.#sink = sink;
    sink.add(this);
  }

  protected override _next(value: unknown): void {
    let key: string;
    try {
      if (typeof value !== 'string') throw wrongResult(value);
      key = checkKey(value);
    } catch (error) {
      this.error(error);
      return;
    }
    this.unsubscribe();
    this.#sink.next(key);
    this.#sink.complete();
  }

  protected override _error(error: unknown): void {
    markUnsent(error);
    this.#sink.error(error);
  }

  protected override _complete(): void {
    this._error(missingKey('the Observable of the function `apiKey` completed without a value'));
  }
}

function wrongResult(received: unknown): TypeError {
  const expectation = 'return a string, or a Promise or an Observable of one';
  return optionError('apiKey', expectation, describeType(received));
}
