import { type Observable, type ObservableInput, concat, defer, from, map, of, take, tap } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';
import { markUnsent } from '../runs/unsent-errors.js';
import { describeType } from './describe-type.js';
import { missingKey } from './missing-key.js';
import { checkKey } from './settings.js';

/** Calls the function `apiKey` and emits its key. Everything it may give instead is an error that does not show it. */
export function keyFromFunction(apiKey: () => string | ObservableInput<string>): Observable<string> {
  return concat(
    defer(() => toObservable(apiKey())),
    noKey,
  ).pipe(
    // A key that several runs wait for is emitted in the context of any of them.
    bindContext(),
    take(1),
    map((key: unknown) => {
      if (typeof key !== 'string') throw wrongResult(key);
      return checkKey(key);
    }),
    tap({ error: markUnsent }),
  );
}

const noKey = defer(() => {
  throw missingKey('the function `apiKey` completed without a value');
});

function toObservable(result: unknown): Observable<unknown> {
  // A string is an iterable of its characters, too.
  if (typeof result === 'string') return of(result);
  if (result instanceof String || (Array.isArray(result) && result.length > 1)) throw wrongResult(result);
  try {
    return from(result as ObservableInput<unknown>);
  } catch {
    throw wrongResult(result);
  }
}

function wrongResult(received: unknown): TypeError {
  const expected = 'must return a key: a string, or a Promise or an Observable of a string';
  return new TypeError(`\`apiKey\` ${expected}; received ${describeType(received)}`);
}
