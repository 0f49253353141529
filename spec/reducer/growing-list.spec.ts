import { append as appendWith } from '../../src/reducer/growing-list.js';

const asItIs = (items: readonly number[]): readonly number[] => items;
const append = (list: Parameters<typeof appendWith<number, readonly number[]>>[0], more: readonly number[]) =>
  appendWith(list, more, asItIs);

describe('a growing list', () => {
  it('is appended to without a copy of what stands in it', () => {
    const first = append(undefined, [1, 2]);
    const second = append(first, [3]);

    expect(second.items).toBe(first.items);
    expect([first.read(), second.read()]).toEqual([
      [1, 2],
      [1, 2, 3],
    ]);
  });

  it('takes a copy where a later list has been appended to already', () => {
    const first = append(undefined, [1]);
    const [left, right] = [append(first, [2]), append(first, [3])];

    expect([first.read(), left.read(), right.read()]).toEqual([[1], [1, 2], [1, 3]]);
  });

  it('is read once, and stays the same list where nothing is appended', () => {
    const list = append(undefined, [1]);

    expect(list.read()).toBe(list.read());
    expect(append(list, [])).toBe(list);
  });
});
