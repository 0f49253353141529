import type { RunClaim, RunEntry, RunKey } from '../durable/run-store.js';
import { toOffset } from '../durable/run-offset.js';
import { type Base, compactData, expandData, toBase, unwrapData, wrapData } from './compact-data.js';
import type { RunCodec } from './run-codec.js';

/** Converts the data of entries to the form that is stored in Redis, and back. */
export class EntryCodec {
  readonly #codec: RunCodec;
  /** The last entry of each claim that was not compacted. */
  readonly #bases = new WeakMap<RunClaim, Base>();

  constructor(codec: RunCodec) {
    this.#codec = codec;
  }

  /** Encodes data without compacting it. */
  encode(data: string, key: RunKey): string {
    return wrapData({ content: this.#codec.encode(data, key) }, data.length);
  }

  /** Encodes values, as differences from an earlier entry of the same claim if possible. Repeated calls use the same base. */
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

  /** Decodes an entry; undefined if it was compacted with another base. */
  decode(entry: RunEntry, key: RunKey, base?: Base): RunEntry | undefined {
    const { base: baseName, content } = unwrapData(entry.data);
    if (baseName !== undefined && baseName !== base?.name) return undefined;
    const data = this.#codec.decode(content, key);
    return { ...entry, data: base && baseName !== undefined ? expandData(base, data) : data };
  }
}

/** Returns the base of the entries after this entry: this entry if it was not compacted, or else the base before it. */
export function nextBase(stored: RunEntry, decoded: RunEntry, base: Base | undefined): Base | undefined {
  if (stored.type !== 'values' || unwrapData(stored.data).base !== undefined) return base;
  return toBase(stored.offset, decoded.data) ?? base;
}
