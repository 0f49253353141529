import { type Observable, Subject, type Subscription, defer, takeWhile } from 'rxjs';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { atLeast } from '../options/option-rules.js';
import { currentFirst } from '../subscribers/current-first.js';

/** Options of {@link toAsyncIterable}. */
export interface ToAsyncIterableOptions {
  /**
   * Maximum number of buffered values; exceeding it fails the loop with a `LimitExceededError`. A source with a gate stops
   * long before: it only buffers the values of one read of its connection. Default: 65,536.
   */
  readonly maxBuffered?: number;
}

const rules: OptionRules<ToAsyncIterableOptions> = { maxBuffered: atLeast(1) };

/**
 * Converts an Observable to an `AsyncIterable` for `for await`.
 *
 * Subscribes on the first `next()`, once per loop. Leaving the loop unsubscribes immediately and resolves a pending `next()`
 * as done. Values that the loop has not consumed are buffered, up to `maxBuffered`. A plain Observable gets no
 * backpressure. For that, pass a function that creates the Observable from a gate, for `create(request, { gate })`: the gate
 * is closed while values are buffered, so that the server waits for a slow loop.
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
 * // A loop that takes its time, at the server's cost:
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
  return { [Symbol.asyncIterator]: () => new ObservableIterator(source, maxBuffered) };
}

/** A pending `next()`. */
interface Reader<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

class ObservableIterator<T> implements AsyncIterator<T, undefined> {
  readonly #source: Observable<T>;
  readonly #maxBuffered: number;
  /** Open while the buffer is empty. */
  readonly #gate = new Subject<boolean>();
  #isOpen = true;
  /** Buffered values; the first `#taken` of them are already consumed. */
  #values: T[] = [];
  #taken = 0;
  readonly #readers: Reader<T>[] = [];
  #subscription: Subscription | undefined;
  #end: 'none' | 'done' | { readonly error: unknown } = 'none';

  constructor(source: Observable<T> | ((gate: Observable<boolean>) => Observable<T>), maxBuffered: number) {
    this.#source =
      typeof source === 'function'
        ? defer(() => source(currentFirst(this.#gate, () => this.#isOpen)))
        : source;
    this.#maxBuffered = maxBuffered;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
      this.#subscription ??= this.#subscribe();
      this.#settle();
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#values = [];
    this.#taken = 0;
    this.#stop('done');
    return Promise.resolve({ done: true, value: undefined });
  }

  #subscribe(): Subscription | undefined {
    if (this.#end !== 'none') return undefined;
    return this.#source.pipe(takeWhile(() => this.#end === 'none')).subscribe({
      next: (value) => {
        this.#receive(value);
      },
      error: (error: unknown) => {
        this.#stop({ error });
      },
      complete: () => {
        this.#stop('done');
      },
    });
  }

  #receive(value: T): void {
    this.#values.push(value);
    this.#settle();
    if (this.#values.length - this.#taken <= this.#maxBuffered) return;
    const message = `more than ${this.#maxBuffered} values wait for the loop (maxBuffered)`;
    this.#stop({
      error: new LimitExceededError({ message, kind: 'async iteration', limit: this.#maxBuffered }),
    });
  }

  #stop(end: 'done' | { readonly error: unknown }): void {
    if (this.#end === 'none') this.#end = end;
    this.#subscription?.unsubscribe();
    this.#settle();
  }

  /** Removes and returns the oldest value. `shift()` would move the whole array for each value. */
  #take(): T {
    const value = this.#values[this.#taken] as T;
    this.#taken += 1;
    if (this.#taken === this.#values.length || this.#taken > 1024) {
      this.#values = this.#values.slice(this.#taken);
      this.#taken = 0;
    }
    return value;
  }

  /** Settles pending readers: values first, then the error once, then done. */
  #settle(): void {
    while (this.#readers.length > 0) {
      if (this.#values.length > 0) this.#readers.shift()?.resolve({ done: false, value: this.#take() });
      else if (this.#end === 'none') break;
      else if (this.#end === 'done') this.#readers.shift()?.resolve({ done: true, value: undefined });
      else {
        this.#readers.shift()?.reject(this.#end.error);
        this.#end = 'done';
      }
    }
    const isOpen = this.#values.length === 0;
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    this.#gate.next(isOpen);
  }
}
