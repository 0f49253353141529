import { BoundedMap, type Forgettable } from '../../src/limits/bounded-map.js';

const max = 100;
/** A value that is neither idle nor in use. */
const plain: Forgettable = { isIdle: false, isInUse: false };
const idle: Forgettable = { isIdle: true, isInUse: false };
const inUse: Forgettable = { isIdle: false, isInUse: true };

/** Adds a value under each number from `first` up to, but not including, `end`. Returns the largest size of the map. */
function fill(map: BoundedMap<Forgettable>, value: Forgettable, first: number, end: number): number {
  let largest = map.size;
  for (let at = first; at < end; at += 1) {
    map.get(`${at}`, () => value);
    largest = Math.max(largest, map.size);
  }
  return largest;
}

/** Whether the map has a value of this name. Adds a value if it has none. */
function has(map: BoundedMap<Forgettable>, name: string): boolean {
  let isAdded = false;
  map.get(name, () => {
    isAdded = true;
    return plain;
  });
  return !isAdded;
}

describe('a bounded map', () => {
  it('creates each value once', () => {
    const map = new BoundedMap(max);
    const first = map.get('a', () => ({ ...plain }));

    expect(map.get('a', () => ({ ...plain }))).toBe(first);
    expect([...map.values()]).toEqual([first]);
    expect(map.size).toBe(1);
  });

  it('never holds more values than its maximum', () => {
    const map = new BoundedMap(max);

    expect(fill(map, plain, 0, 10 * max)).toBe(max);
    expect([...map.values()]).toHaveLength(map.size);
  });

  it('removes the values that were used least recently', () => {
    const map = new BoundedMap(max);
    fill(map, plain, 0, max);
    map.get('0', () => plain);
    map.get('next', () => plain);

    expect(['0', `${max - 1}`, 'next'].filter((name) => !has(map, name))).toEqual([]);
    expect(['1', '2'].filter((name) => has(map, name))).toEqual([]);
  });

  it('removes idle values first, even if they are newer', () => {
    const map = new BoundedMap(max);
    fill(map, plain, 0, max / 2);

    expect(fill(map, idle, max, 10 * max)).toBeLessThan(max);
    for (let at = 0; at < max / 2; at += 1) expect(has(map, `${at}`)).toBe(true);
  });

  it('keeps no more idle values than a tenth of its maximum', () => {
    expect(fill(new BoundedMap(max), idle, 0, 10 * max)).toBe(max / 10);
  });

  it('keeps more values in use than its maximum, and removes others instead', () => {
    const map = new BoundedMap(max);
    fill(map, inUse, 0, 2 * max);
    fill(map, plain, 2 * max, 4 * max);

    expect([...map.values()].filter((value) => value === inUse)).toHaveLength(2 * max);
    expect(map.size).toBeLessThan(3 * max);
  });

  it('reads `isIdle` of at most 20 values for each added value, even if more than the maximum are in use', () => {
    const map = new BoundedMap<Forgettable>(max);
    const count = 100 * max;
    let reads = 0;
    const counted: Forgettable = {
      isInUse: true,
      get isIdle() {
        reads += 1;
        return false;
      },
    };
    fill(map, counted, 0, count);

    expect(map.size).toBe(count);
    expect(reads).toBeLessThan(20 * count);
  });
});
