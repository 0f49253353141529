import { BoundedMap, type Forgettable } from '../../src/limits/bounded-map.js';

const max = 100;
/** A value that forgetting would change, and that is not in use. */
const plain: Forgettable = { isIdle: false, isInUse: false };
const idle: Forgettable = { isIdle: true, isInUse: false };
const inUse: Forgettable = { isIdle: false, isInUse: true };

/** Adds a value for each name from `first` up to `end`. Returns the largest size on the way. */
function fill(map: BoundedMap<Forgettable>, value: Forgettable, first: number, end: number): number {
  let largest = map.size;
  for (let at = first; at < end; at += 1) {
    map.get(`${at}`, () => value);
    largest = Math.max(largest, map.size);
  }
  return largest;
}

/** Whether the map still has the value of a name. Adds one if not. */
function has(map: BoundedMap<Forgettable>, name: string): boolean {
  let isAdded = false;
  map.get(name, () => {
    isAdded = true;
    return plain;
  });
  return !isAdded;
}

describe('a bounded map', () => {
  it('makes each value once', () => {
    const map = new BoundedMap(max);
    const first = map.get('a', () => ({ ...plain }));

    expect(map.get('a', () => ({ ...plain }))).toBe(first);
    expect([...map.values()]).toEqual([first]);
    expect(map.size).toBe(1);
  });

  it('never holds more values than its bound', () => {
    const map = new BoundedMap(max);

    expect(fill(map, plain, 0, 10 * max)).toBe(max);
    expect([...map.values()]).toHaveLength(map.size);
  });

  it('forgets the values that were used least recently', () => {
    const map = new BoundedMap(max);
    fill(map, plain, 0, max);
    map.get('0', () => plain);
    map.get('next', () => plain);

    expect(['0', `${max - 1}`, 'next'].filter((name) => !has(map, name))).toEqual([]);
    expect(['1', '2'].filter((name) => has(map, name))).toEqual([]);
  });

  it('forgets idle values first, although they are newer', () => {
    const map = new BoundedMap(max);
    fill(map, plain, 0, max / 2);

    expect(fill(map, idle, max, 10 * max)).toBeLessThan(max);
    for (let at = 0; at < max / 2; at += 1) expect(has(map, `${at}`)).toBe(true);
  });

  it('keeps no more idle values than a tenth of its bound', () => {
    expect(fill(new BoundedMap(max), idle, 0, 10 * max)).toBe(max / 10);
  });

  it('keeps values in use beyond its bound, and forgets others for them', () => {
    const map = new BoundedMap(max);
    fill(map, inUse, 0, 2 * max);
    fill(map, plain, 2 * max, 4 * max);

    expect([...map.values()].filter((value) => value === inUse)).toHaveLength(2 * max);
    expect(map.size).toBeLessThan(3 * max);
  });

  it('looks at a constant number of values for each one added, also beyond its bound', () => {
    const map = new BoundedMap<Forgettable>(max);
    const count = 100 * max;
    let looks = 0;
    const counted: Forgettable = {
      isInUse: true,
      get isIdle() {
        looks += 1;
        return false;
      },
    };
    fill(map, counted, 0, count);

    expect(map.size).toBe(count);
    expect(looks).toBeLessThan(20 * count);
  });
});
