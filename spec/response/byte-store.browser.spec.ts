import { ByteStore } from '../../src/response/byte-store.browser.js';

describe('ByteStore for browsers', () => {
  it('keeps copies of the bytes in order', () => {
    const store = new ByteStore();
    const read = new Uint8Array([1, 2]);
    store.push(read);
    read[0] = 9;
    store.push(new Uint8Array([3]));

    expect(store.bytes()).toEqual(new Uint8Array([1, 2, 3]));
    expect(store.bytes().buffer.byteLength).toBe(3);
    expect(store.size).toBe(3);
  });

  it('copies each byte less than three times on average, for many small pieces', () => {
    const store = new ByteStore();
    const set = jest.spyOn(Uint8Array.prototype, 'set');
    for (let at = 0; at < 10_000; at += 1) store.push(new Uint8Array([at % 256]));
    const copied = set.mock.calls.reduce((sum, [bytes]) => sum + bytes.length, 0);
    set.mockRestore();

    expect(store.size).toBe(10_000);
    expect(store.bytes()[9999]).toBe(9999 % 256);
    expect(copied).toBeLessThan(30_000);
  });
});
