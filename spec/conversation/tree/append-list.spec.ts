import { AppendList } from '../../../src/conversation/tree/append-list.js';

describe('AppendList', () => {
  const list = new AppendList([1, 2]).append(3);

  it('has an array, a length and a last item', () => {
    expect(list.array).toEqual([1, 2, 3]);
    expect([list.length, list.last]).toEqual([3, 3]);
    expect([new AppendList().array, new AppendList().last]).toEqual([[], undefined]);
  });

  it('creates its array once, and is not changed by lists that grow from it', () => {
    const [first, other] = [list.append(4), list.append(5)];

    expect([first.array, other.array, list.array]).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 5],
      [1, 2, 3],
    ]);
    expect(list.array).toBe(list.array);
  });

  it('returns a list with another last item', () => {
    const appended = list.append(4);
    const replaced = [list.replaceLast(9), appended.replaceLast(9), new AppendList([1]).replaceLast(9)];

    expect(replaced.map(({ array }) => array)).toEqual([[1, 2, 9], [1, 2, 3, 9], [9]]);
    expect([list.array, appended.array]).toEqual([
      [1, 2, 3],
      [1, 2, 3, 4],
    ]);
    expect(new AppendList([1, 2]).replaceLast(9).append(3).array).toEqual([1, 9, 3]);
  });

  it('appends 1,000 items', () => {
    let long = new AppendList<number>();
    for (let item = 0; item < 1000; item += 1) long = long.append(item);

    expect(long.array).toEqual(Array.from({ length: 1000 }, (_, item) => item));
  });

  it('returns itself from `with` if the items are the same', () => {
    expect(list.with([1, 2, 3])).toBe(list);
    expect(list.with([1, 2]).array).toEqual([1, 2]);
  });
});
