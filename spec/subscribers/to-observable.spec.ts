import { firstValueFrom, of } from 'rxjs';
import { toObservable } from '../../src/subscribers/to-observable.js';

describe('toObservable', () => {
  it('emits arrays, strings and objects that are neither an Observable nor a Promise as values', () => {
    const store = {
      name: 'Maren',
      subscribe: (): never => {
        throw new Error('is not an Observable');
      },
    };
    const values = [['a', 'b'], 'ab', { subscribe: 1 }, { then: 1 }, store, null, undefined];
    const seen: unknown[] = [];
    for (const value of values) toObservable<unknown>(value).subscribe((one) => seen.push(one));

    expect(seen).toEqual(values);
  });

  it('emits the values of an Observable', () => {
    const seen: number[] = [];
    toObservable(of(1, 2)).subscribe((one) => seen.push(one));

    expect(seen).toEqual([1, 2]);
  });

  it('awaits a Promise, also one that has a method `subscribe`', async () => {
    const query = Object.assign(Promise.resolve('Oslo'), {
      subscribe: (): never => {
        throw new Error('is not an Observable');
      },
    });

    await expect(firstValueFrom(toObservable(query))).resolves.toBe('Oslo');
  });

  it('fails with the error of a Promise', async () => {
    const rejected = Promise.reject(new RangeError('broken'));

    await expect(firstValueFrom(toObservable(rejected))).rejects.toEqual(new RangeError('broken'));
  });
});
