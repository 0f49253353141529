import { BoundedMap } from '../../src/limits/bounded-map.browser.js';

describe('the bounded map for browsers', () => {
  it('removes the least recently used value that is not in use', () => {
    const map = new BoundedMap<{ isIdle: boolean; isInUse: boolean; name: string }>(3);
    const get = (name: string, isInUse = false) => map.get(name, () => ({ isIdle: true, isInUse, name }));

    const busy = get('busy', true);
    get('a');
    get('b');
    get('a');
    get('c');

    expect(Array.from(map.values(), ({ name }) => name)).toEqual(['busy', 'a', 'c']);
    expect(get('busy')).toBe(busy);
    expect([...map.values()]).toHaveLength(3);
  });
});
