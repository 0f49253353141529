import { type Observable, Subscription } from 'rxjs';
import { Broadcast } from '../../subscribers/broadcast.js';

/** The functions that settle a pending `next()`. */
type Reader<T> = readonly [
  resolve: (result: IteratorResult<T, undefined>) => void,
  reject: (error: unknown) => void,
];

/**
 * Creates an async iterator, which subscribes to the source at its first `next()`. `size()` is the number of buffered values. `gate`
 * emits false when the buffer gets its first value, and true when it becomes empty.
 */
export function iterate<T>(
  source: (gate: Observable<boolean>, size: () => number) => Observable<T>,
): AsyncIterator<T, undefined> {
  const gate = new Broadcast<boolean>();
  const subscription = new Subscription();
  const readers: Reader<T>[] = [];
  let newest: T[] = [];
  /** In reverse order, for `pop()`: `shift()` would move the whole array for each value. */
  let oldest: T[] = [];
  let isOpen = true;
  let isStarted = false;
  /** Settles a reader after the last value; undefined until the source or the loop has ended. */
  let end: ((...reader: Reader<T>) => void) | undefined;

  const size = (): number => newest.length + oldest.length;
  const done = (resolve: Reader<T>[0]): void => {
    resolve({ done: true, value: undefined });
  };
  /** Settles pending readers: values first, then the error once, then done. */
  const settle = (): void => {
    while (readers.length > 0 && (size() > 0 || end)) {
      const reader = readers.shift() as Reader<T>;
      if (size() === 0) {
        end?.(...reader);
        end = done;
        continue;
      }
      if (oldest.length === 0) [oldest, newest] = [newest.reverse(), []];
      reader[0]({ done: false, value: oldest.pop() as T });
    }
    if (isOpen === (size() === 0)) return;
    isOpen = !isOpen;
    gate.next(isOpen);
  };
  const stop = (settleReader: NonNullable<typeof end>): void => {
    end ??= settleReader;
    settle();
  };
  return {
    next: () =>
      new Promise((...reader) => {
        readers.push(reader);
        if (!isStarted) {
          isStarted = true;
          subscription.add(
            source(gate.values, size).subscribe({
              next: (value) => {
                newest.push(value);
                settle();
              },
              error: (error: unknown) => {
                stop((_, reject) => {
                  reject(error);
                });
              },
              complete: () => {
                stop(done);
              },
            }),
          );
        }
        settle();
      }),
    return: () => {
      isStarted = true;
      newest = [];
      oldest = [];
      subscription.unsubscribe();
      stop(done);
      return new Promise(done);
    },
  };
}
