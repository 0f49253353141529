import { StoreRefusedError } from '../errors/store-refused-error.js';

/** The run whose data is encoded. */
export interface RunCodecContext {
  /** Id of the run. */
  readonly id: string;
  /** The owner of the run, e.g. to use a separate key for each user. */
  readonly subject: string;
}

/** Encrypts or compresses the data of a run in Redis: its entries, its input and its `context`. Ids, subjects and numbers stay readable. */
export interface RunCodec {
  /**
   * Encodes a string, not always JSON: an entry may be stored as its differences from an earlier entry. Called once per entry, and again
   * if the store repeats a write.
   */
  encode(text: string, context: RunCodecContext): string;
  /** Returns exactly the string that was encoded, in any process. If this throws, the call of the store fails with a `StoreRefusedError`. */
  decode(encoded: string, context: RunCodecContext): string;
}

/** The default codec: changes nothing. */
export const plainCodec: RunCodec = { encode: (text) => text, decode: (text) => text };

/** Wraps a codec so that its errors are not retryable: another call would throw the same error. */
export function withRefusals(codec: RunCodec): RunCodec {
  const refuse = (work: () => string): string => {
    try {
      return work();
    } catch (cause) {
      throw new StoreRefusedError({ message: 'the `codec` of the store failed', reason: 'codec', cause });
    }
  };
  return {
    encode: (text, context) => refuse(() => codec.encode(text, context)),
    decode: (text, context) => refuse(() => codec.decode(text, context)),
  };
}
