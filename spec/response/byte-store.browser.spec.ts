import { ByteStore } from '../../src/response/byte-store.browser.js';

describe('ByteStore of browsers', () => {
  it('keeps copies of the bytes in order, until it is cleared', () => {
    const store = new ByteStore();
    const read = new Uint8Array([1, 2]);
    store.push(read);
    read[0] = 9;
    store.push(new Uint8Array([3]));

    expect(store.blocks()).toEqual([new Uint8Array([1, 2]), new Uint8Array([3])]);
    expect(store.size).toBe(3);

    store.clear();

    expect(store.blocks()).toEqual([]);
    expect(store.size).toBe(0);
  });
});
