import { type Observable, type ObservableInput, catchError, defaultIfEmpty, defer, map, take } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';
import { markUnsent } from './unsent-errors.js';
import { describeType } from '../options/describe-type.js';
import { optionError } from '../options/invalid-option.js';
import { missingKey } from './missing-key.js';
import { checkKey } from './check-key.js';

/** Calls the `apiKey` function and emits its key. Any other result is an error that does not contain it. */
export function keyFromFunction(apiKey: () => string | ObservableInput<string>): Observable<string> {
  return defer(() => toInput(apiKey())).pipe(
    // A key that several runs wait for is emitted in the context of any of them.
    bindContext(),
    take(1),
    defaultIfEmpty(noKey),
    map((key: unknown) => {
      if (key === noKey) throw missingKey('the function `apiKey` completed without a value');
      if (typeof key !== 'string') throw wrongResult(key);
      return checkKey(key);
    }),
    catchError((error: unknown) => {
      markUnsent(error);
      throw error;
    }),
  );
}

const noKey = {};

/** Methods by which RxJS recognizes an observable input. */
const ways = ['subscribe', 'then', 'getReader', Symbol.iterator, Symbol.asyncIterator];

function toInput(result: unknown): ObservableInput<unknown> {
  // A string is also an iterable of its characters.
  if (typeof result === 'string') return [result];
  const has = Object(result) as Readonly<Record<PropertyKey, unknown>>;
  const isInput = ways.some((way) => typeof has[way] === 'function');
  if (!isInput || result instanceof String || (Array.isArray(result) && result.length > 1))
    throw wrongResult(result);
  return result as ObservableInput<unknown>;
}

function wrongResult(received: unknown): TypeError {
  const expectation = 'return a string, or a Promise or an Observable of one';
  return optionError('apiKey', expectation, describeType(received));
}
