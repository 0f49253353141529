import { EMPTY, NEVER, Observable, Subject, concat, map, of, range, throwError } from 'rxjs';
import { toAsyncIterable } from 'venice-rx';

async function readAll<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of iterable) values.push(value);
  return values;
}

describe('toAsyncIterable', () => {
  it('yields every value in order, and ends', async () => {
    await expect(readAll(toAsyncIterable(range(0, 5000)))).resolves.toEqual([...Array(5000).keys()]);
    await expect(readAll(toAsyncIterable(EMPTY))).resolves.toEqual([]);
  });

  it('subscribes at the first next, once for each loop', async () => {
    let subscriptions = 0;
    const source = new Observable<number>((subscriber) => {
      subscriptions += 1;
      subscriber.next(1);
      subscriber.complete();
    });
    const iterable = toAsyncIterable(source);
    const iterator = iterable[Symbol.asyncIterator]();

    expect(subscriptions).toBe(0);
    await iterator.next();
    await iterator.next();
    expect(subscriptions).toBe(1);
    await readAll(iterable);
    expect(subscriptions).toBe(2);
  });

  it('throws the error once, after the values before it', async () => {
    const fault = new Error('fault');
    const iterator = toAsyncIterable(
      concat(
        of(1, 2),
        throwError(() => fault),
      ),
    )[Symbol.asyncIterator]();

    await expect(iterator.next()).resolves.toEqual({ done: false, value: 1 });
    await expect(iterator.next()).resolves.toEqual({ done: false, value: 2 });
    await expect(iterator.next()).rejects.toBe(fault);
    await expect(iterator.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it('unsubscribes when the loop is left', async () => {
    const source = new Subject<number>();
    const values: number[] = [];
    const loop = (async () => {
      for await (const value of toAsyncIterable(source)) {
        values.push(value);
        if (value === 2) break;
      }
    })();
    source.next(1);
    source.next(2);
    source.next(3);
    await loop;

    expect(values).toEqual([1, 2]);
    expect(source.observed).toBe(false);
  });

  it('ends a next that is still waiting when the loop is left', async () => {
    const source = new Subject<number>();
    const iterator = toAsyncIterable(source)[Symbol.asyncIterator]();
    const pending = iterator.next();

    await expect(iterator.return?.()).resolves.toEqual({ done: true, value: undefined });
    await expect(pending).resolves.toEqual({ done: true, value: undefined });
    expect(source.observed).toBe(false);
  });

  it('does not subscribe after `return`', async () => {
    let isSubscribed = false;
    const iterator = toAsyncIterable(new Observable(() => void (isSubscribed = true)))[
      Symbol.asyncIterator
    ]();
    await iterator.return?.();

    await expect(iterator.next()).resolves.toEqual({ done: true, value: undefined });
    expect(isSubscribed).toBe(false);
  });

  it('resolves several pending calls of `next` in order', async () => {
    const source = new Subject<string>();
    const iterator = toAsyncIterable(source)[Symbol.asyncIterator]();
    const both = Promise.all([iterator.next(), iterator.next()]);
    source.next('a');
    source.next('b');

    await expect(both).resolves.toMatchObject([{ value: 'a' }, { value: 'b' }]);
  });

  it('throws if maxBuffered is not a number of 1 or more', () => {
    expect(() => toAsyncIterable(EMPTY, { maxBuffered: 0 })).toThrow(TypeError);
  });

  it('fails when more than maxBuffered values wait, and stops the source', async () => {
    let produced = 0;
    const source = concat(range(0, 1_000_000), NEVER).pipe(map((count) => (produced = count + 1)));
    const iterator = toAsyncIterable(source, { maxBuffered: 3 })[Symbol.asyncIterator]();

    await expect(iterator.next()).resolves.toEqual({ done: false, value: 1 });
    await expect(readAll({ [Symbol.asyncIterator]: () => iterator })).rejects.toMatchObject({
      name: 'LimitExceededError',
      kind: 'async iteration',
      limit: 3,
    });
    expect(produced).toBeLessThan(10);
  });

  it('passes a gate to its source, which is closed while values wait for the loop', async () => {
    const source = new Subject<string>();
    const states: boolean[] = [];
    const iterable = toAsyncIterable((gate) => {
      gate.subscribe((isOpen) => states.push(isOpen));
      return source;
    });
    const iterator = iterable[Symbol.asyncIterator]();
    const first = iterator.next();
    source.next('a');
    expect(states).toEqual([true]);

    source.next('b');
    source.next('c');
    expect(states).toEqual([true, false]);

    await expect(Promise.all([first, iterator.next()])).resolves.toMatchObject([
      { value: 'a' },
      { value: 'b' },
    ]);
    expect(states).toEqual([true, false]);

    await expect(iterator.next()).resolves.toMatchObject({ value: 'c' });
    expect(states).toEqual([true, false, true]);
    await iterator.return?.();
    expect(source.observed).toBe(false);
  });

  it('creates a source for each loop, at its first `next`, and throws the error of a failed creation', async () => {
    const fault = new Error('no such request');
    let created = 0;
    const iterable = toAsyncIterable(() => {
      created += 1;
      if (created === 2) throw fault;
      return of(created);
    });

    expect(created).toBe(0);
    await expect(readAll(iterable)).resolves.toEqual([1]);
    await expect(readAll(iterable)).rejects.toBe(fault);
    await expect(readAll(iterable)).resolves.toEqual([3]);
  });
});
