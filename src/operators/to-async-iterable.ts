import { type Observable, defer, tap } from 'rxjs';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { atLeast } from '../options/option-rules.js';
import { currentFirst } from '../subscribers/current-first.js';
import { iterate } from './internal/iterate.js';

/** Options of {@link toAsyncIterable}. */
export interface ToAsyncIterableOptions {
  /**
   * Maximum number of buffered values; exceeding it fails the loop with a `LimitExceededError`. With a gate, far fewer are buffered:
   * the values of one read of the connection. Default: 65,536.
   */
  readonly maxBuffered?: number;
}

const rules: OptionRules<ToAsyncIterableOptions> = { maxBuffered: atLeast(1) };

/**
 * Converts an Observable to an `AsyncIterable` for `for await`.
 *
 * Subscribes on the first `next()`, once per loop. Leaving the loop unsubscribes immediately and resolves a pending `next()`
 * as done. Values that the loop has not consumed are buffered, up to `maxBuffered`. To make the server wait for a slow loop, pass a
 * function that receives a gate and returns the Observable, such as `(gate) => create(request, { gate })`: the gate is closed while
 * values are buffered.
 *
 * @example
 * ```ts
 * import { VeniceClient, contentDeltas, toAsyncIterable } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * const story$ = client.chat.completions
 *   .create({ model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }], stream: true })
 *   .pipe(contentDeltas());
 *
 * for await (const delta of toAsyncIterable(story$)) process.stdout.write(delta);
 *
 * // The server waits for this slow loop:
 * const request = { model: 'default', messages: [{ role: 'user', content: 'Another one.' }], stream: true } as const;
 * const chunks = toAsyncIterable((gate) => client.chat.completions.create(request, { gate }));
 * for await (const chunk of chunks) await new Promise((taken) => setTimeout(taken, 10, chunk));
 * ```
 */
export function toAsyncIterable<T>(
  source: Observable<T> | ((gate: Observable<boolean>) => Observable<T>),
  config: ToAsyncIterableOptions = {},
): AsyncIterable<T> {
  checkOptions(config, rules);
  const { maxBuffered = 65_536 } = config;
  const values = (gate: Observable<boolean>, size: () => number): Observable<T> =>
    defer(() =>
      typeof source === 'function' ? source(currentFirst(gate, () => size() === 0)) : source,
    ).pipe(
      tap(() => {
        if (size() >= maxBuffered) throw tooManyValues(maxBuffered);
      }),
    );
  return { [Symbol.asyncIterator]: () => iterate(values) };
}

function tooManyValues(limit: number): LimitExceededError {
  const message = `too many values wait for the loop (maxBuffered: ${limit})`;
  return new LimitExceededError({ message, kind: 'async iteration', limit });
}
