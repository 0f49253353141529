import { gzipSync } from 'node:zlib';
import { ByteStore } from '../../src/response/byte-store.js';
import { CompressedBody } from '../../src/node/compressed-body.js';
import { answer, head, readAll } from './answers.js';

const concat = (store: ByteStore): Buffer => Buffer.concat(store.blocks());
/** Returns the size of the buffers that the blocks retain. */
const getRetained = (store: ByteStore): number =>
  [...new Set(store.blocks().map(({ buffer }) => buffer))].reduce(
    (sum, buffer) => sum + buffer.byteLength,
    0,
  );

describe('ByteStore', () => {
  it('keeps the order of the bytes, for pieces of any size', () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
    for (const lengths of [[1, 2, 3], [255, 256, 257], [65_535, 1, 65_536], [100_000], [1, 90_000]]) {
      const store = new ByteStore();
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const length = lengths[turn % lengths.length] ?? 1;
        store.push(bytes.subarray(at, at + length));
        at += length;
      }

      expect(store.size).toBe(bytes.length);
      expect(concat(store).equals(bytes)).toBe(true);
      expect(bytes.equals(store.bytes())).toBe(true);
    }
  });

  it('retains at most 128 KiB more than its size for pieces of one byte', () => {
    const store = new ByteStore();
    for (let at = 0; at < 1_000_000; at += 1) store.push(Uint8Array.of(at % 256));

    expect(store.size).toBe(1_000_000);
    expect(getRetained(store)).toBeLessThan(1_000_000 + 65_536 * 2);
    expect(store.blocks().length).toBeLessThan(40);
  });

  it('copies a piece, and does not retain its buffer', () => {
    const slab = new Uint8Array(65_536).fill(7);
    const store = new ByteStore();
    store.push(slab.subarray(100, 110));
    slab.fill(0);

    expect(concat(store)).toEqual(Buffer.alloc(10, 7));
    expect(getRetained(store)).toBeLessThan(1000);
  });

  it('retains at most 256 bytes for a short body', () => {
    const store = new ByteStore();
    store.push(new Uint8Array(5));
    store.push(new Uint8Array(0));
    expect(getRetained(store)).toBeLessThanOrEqual(256);
  });
});

describe('a body in pieces of one byte', () => {
  const pieces = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte));

  it('is decompressed', () => {
    const body = new CompressedBody('gzip');
    for (const piece of pieces(gzipSync('Grüße'.repeat(1000)))) body.push(Buffer.from(piece));

    expect(body.read().toString()).toBe('Grüße'.repeat(1000));
  });

  it('is decoded for an error, even if it breaks off inside a character', () => {
    const bytes = new TextEncoder().encode('{"error":"Grüße 🦔"}');

    expect(readAll(answer(head(500), pieces(bytes))).error).toMatchObject({ message: '500 Grüße 🦔' });
    expect(readAll(answer(head(500), pieces(bytes.subarray(0, -3)), new Error('gone'))).error).toMatchObject({
      body: '{"error":"Grüße ',
    });
  });
});
