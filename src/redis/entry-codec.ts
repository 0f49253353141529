import type { RunClaim, RunEntry, RunKey } from '../durable/run-store.js';
import { toOffset } from '../durable/run-offset.js';
import { type Base, compactData, expandData, toBase, unwrapData, wrapData } from './compact-data.js';
import type { RunCodec } from './run-codec.js';

/** Turns the data of entries into what Redis keeps of it, and back. */
export class EntryCodec {
  readonly #codec: RunCodec;
  /** The last entry of each claim that was written as it was given. */
  readonly #bases = new WeakMap<RunClaim, Base>();

  constructor(codec: RunCodec) {
    this.#codec = codec;
  }

  /** Encodes data as it is. */
  encode(data: string, key: RunKey): string {
    return wrapData({ content: this.#codec.encode(data, key) }, data.length);
  }

  /** Encodes values, by what they share with earlier ones of the same claim. A repeated call returns the same. */
  encodeValues(claim: RunClaim, seq: number, data: string): string {
    const offset = toOffset(claim.epoch, seq);
    const base = this.#bases.get(claim);
    const compact = base && base.offset !== offset ? compactData(base, data) : undefined;
    if (base && compact !== undefined) {
      const content = this.#codec.encode(compact, claim);
      return wrapData({ base: base.name, content }, data.length);
    }
    const encoded = this.encode(data, claim);
    const next = toBase(offset, data);
    if (next) this.#bases.set(claim, next);
    return encoded;
  }

  /** Decodes an entry; undefined if it needs another base. */
  decode(entry: RunEntry, key: RunKey, base?: Base): RunEntry | undefined {
    const { base: needed, content } = unwrapData(entry.data);
    if (needed !== undefined && needed !== base?.name) return undefined;
    const data = this.#codec.decode(content, key);
    return { ...entry, data: base && needed !== undefined ? expandData(base, data) : data };
  }
}

/** The base of the entries after one: that entry, if it was written as it was given, or the base before it. */
export function nextBase(stored: RunEntry, decoded: RunEntry, base: Base | undefined): Base | undefined {
  if (stored.type !== 'values' || unwrapData(stored.data).base !== undefined) return base;
  return toBase(stored.offset, decoded.data) ?? base;
}
