const byteOrderMark = '\uFEFF';
/** Shared by all streams: it keeps no state between calls. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Decodes bytes that arrive in pieces, split anywhere: like a `TextDecoder` with the option `stream`, which takes many times as
 * long. An incomplete character is kept for the next piece. Source: WHATWG Encoding, UTF-8 decoder.
 */
export class Utf8Text {
  #cut: Uint8Array | undefined;
  #isAtStart: boolean;

  /** @param isAtStart - Whether the bytes begin at the start of a stream, where a byte order mark is removed. */
  constructor(isAtStart = true) {
    this.#isAtStart = isAtStart;
  }

  /** Decodes the next bytes. */
  push(bytes: Uint8Array): string {
    const all = this.#cut === undefined ? bytes : joined(this.#cut, bytes);
    const kept = incompleteLength(all);
    this.#cut = kept === 0 ? undefined : new Uint8Array(all.subarray(all.length - kept));
    return this.#decode(kept === 0 ? all : all.subarray(0, all.length - kept));
  }

  /** Ends the bytes. Returns a replacement character if the last character is incomplete, and otherwise an empty string. */
  end(): string {
    const cut = this.#cut;
    this.#cut = undefined;
    return cut === undefined ? '' : this.#decode(cut);
  }

  #decode(bytes: Uint8Array): string {
    const text = decoder.decode(bytes);
    if (!this.#isAtStart || text === '') return text;
    this.#isAtStart = false;
    return text.startsWith(byteOrderMark) ? text.slice(1) : text;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** Returns the number of bytes at the end that belong to an incomplete character. */
function incompleteLength(bytes: Uint8Array): number {
  const last = bytes.length - 1;
  for (let at = last; at >= 0 && at > last - 3; at -= 1) {
    const byte = bytes[at] as number;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const isOpen =
      sequenceLength(byte) > bytes.length - at && (at === last || isSecond(byte, bytes[at + 1] as number));
    return isOpen ? bytes.length - at : 0;
  }
  return 0;
}

/** Returns the number of bytes of a character with this first byte; 0 if no character starts with this byte. */
function sequenceLength(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/**
 * Whether a continuation byte is valid after this first byte: some would make a character overlong, out of range, or a
 * surrogate.
 */
function isSecond(lead: number, second: number): boolean {
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second < 0xa0;
  if (lead === 0xf0) return second >= 0x90;
  return lead !== 0xf4 || second < 0x90;
}
