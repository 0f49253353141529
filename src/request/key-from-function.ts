import { type Observable, defaultIfEmpty, map, take, tap } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';
import { describeType } from '../options/describe-type.js';
import { optionError } from '../options/invalid-option.js';
import { deferObservable } from '../subscribers/defer-observable.js';
import { emitOnce } from '../subscribers/emit-once.js';
import { fromAsyncValue } from '../subscribers/from-async-value.js';
import { checkKey } from './check-key.js';
import { missingKey } from './missing-key.js';
import { markUnsent } from './unsent-errors.js';

/** Calls the `apiKey` function and emits its key. Any other result is an error that does not contain it. */
export function keyFromFunction(apiKey: () => unknown): Observable<string> {
  return deferObservable(() => toKeys(apiKey())).pipe(
    // A key that several runs wait for is emitted in the context of any of them.
    bindContext(),
    take(1),
    defaultIfEmpty(noKey),
    map((key) => {
      if (key === noKey) throw missingKey('the function `apiKey` completed without a value');
      if (typeof key !== 'string') throw wrongResult(key);
      return checkKey(key);
    }),
    tap({ error: markUnsent }),
  );
}

const noKey = {};

function toKeys(result: unknown): Observable<unknown> {
  const keys = typeof result === 'string' ? emitOnce(result) : fromAsyncValue(result);
  if (keys === undefined) throw wrongResult(result);
  return keys;
}

function wrongResult(received: unknown): TypeError {
  const expectation = 'return a string, or a Promise or an Observable of one';
  return optionError('apiKey', expectation, describeType(received));
}
