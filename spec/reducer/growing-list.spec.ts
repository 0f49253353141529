import { append as appendWith } from '../../src/reducer/growing-list.js';

const identity = (items: readonly number[]): readonly number[] => items;
const append = (list: Parameters<typeof appendWith<number, readonly number[]>>[0], more: readonly number[]) =>
  appendWith(list, more, identity);

describe('a growing list', () => {
  it('shares its items with a longer list that `append` returns', () => {
    const first = append(undefined, [1, 2]);
    const second = append(first, [3]);

    expect(second.items).toBe(first.items);
    expect([first.read(), second.read()]).toEqual([
      [1, 2],
      [1, 2, 3],
    ]);
  });

  it('is copied by a second `append`, so that both results differ', () => {
    const first = append(undefined, [1]);
    const [left, right] = [append(first, [2]), append(first, [3])];

    expect([first.read(), left.read(), right.read()]).toEqual([[1], [1, 2], [1, 3]]);
  });

  it('returns the same value at every read, and is returned itself if nothing is appended', () => {
    const list = append(undefined, [1]);

    expect(list.read()).toBe(list.read());
    expect(append(list, [])).toBe(list);
  });
});
