import { type Observable, Subject, type Subscription, defer, takeWhile } from 'rxjs';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { currentFirst } from '../subscribers/current-first.js';

/** Options of {@link toAsyncIterable}. */
export interface ToAsyncIterableOptions {
  /**
   * How many values may wait for the loop before it fails with a `LimitExceededError`. A source with a gate stops long before:
   * what may wait then is what one read of its connection brings. Default: 65,536.
   */
  readonly maxBuffered?: number;
}

/**
 * Makes an Observable readable with `for await`.
 *
 * Nothing is subscribed to before the first `next()`, and every loop is a subscription of its own. Leaving the loop
 * unsubscribes at once, also when a `next()` is still waiting, which then is done. Values that the loop has not taken are
 * kept, up to a bound. An Observable is not slowed down by that; a function makes one for each loop from a gate, for
 * `create(request, { gate })`, which is shut while values wait, so that the server has to wait for a slow loop.
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
  const { maxBuffered = 65_536 } = config;
  if (!(maxBuffered >= 1)) throw new TypeError('maxBuffered: give a number of values, 1 or more');
  return { [Symbol.asyncIterator]: () => new ObservableIterator(source, maxBuffered) };
}

/** A `next()` that waits for a value. */
interface Reader<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

class ObservableIterator<T> implements AsyncIterator<T, undefined> {
  readonly #source: Observable<T>;
  readonly #maxBuffered: number;
  /** Open while no value waits. */
  readonly #gate = new Subject<boolean>();
  #isOpen = true;
  /** Values that have come; the first `taken` of them are gone already. */
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

  /** The oldest value. Shifting a long array would move all of it for each value. */
  #take(): T {
    const value = this.#values[this.#taken] as T;
    this.#taken += 1;
    if (this.#taken === this.#values.length || this.#taken > 1024) {
      this.#values = this.#values.slice(this.#taken);
      this.#taken = 0;
    }
    return value;
  }

  /** Gives waiting readers what there is: values first, then the error once, then the end. */
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
    if (isOpen !== this.#isOpen) this.#gate.next((this.#isOpen = isOpen));
  }
}
