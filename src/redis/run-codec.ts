import { StoreRefusedError } from '../errors/store-refused-error.js';

/** Whose data is encoded. */
export interface RunCodecContext {
  /** Id of the run. */
  readonly id: string;
  /** Its subject, e.g. to use a key of its own per user. */
  readonly subject: string;
}

/** Encrypts or compresses what Redis keeps of a run: its frames, its input and its `context`. Ids, subjects and numbers stay readable. */
export interface RunCodec {
  /** Encodes a string. Called once per frame. */
  encode(text: string, context: RunCodecContext): string;
  /** Reverses `encode`, in any process. If it throws, the call fails with a `StoreRefusedError`. */
  decode(encoded: string, context: RunCodecContext): string;
}

/** Leaves everything as it is. */
export const plainCodec: RunCodec = { encode: (text) => text, decode: (text) => text };

/** Whatever a codec throws would happen again. */
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
