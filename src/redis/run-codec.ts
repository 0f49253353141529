import { StoreRefusedError } from '../errors/store-refused-error.js';

/** The run whose data is encoded. */
export interface RunCodecContext {
  /** Id of the run. */
  readonly id: string;
  /** The owner of the run, e.g. to use a separate key for each user. */
  readonly subject: string;
}

/** Encrypts or compresses what Redis keeps of a run: its frames, its input and its `context`. Ids, subjects and numbers stay readable. */
export interface RunCodec {
  /**
   * Encodes any string, not only JSON: the part of a frame that is stored may be a difference from an earlier one. Called once per frame;
   * if that is repeated after a failure, again.
   */
  encode(text: string, context: RunCodecContext): string;
  /** Returns exactly the string that was encoded, in any process. If it throws, the call fails with a `StoreRefusedError`. */
  decode(encoded: string, context: RunCodecContext): string;
}

/** Changes nothing. */
export const plainCodec: RunCodec = { encode: (text) => text, decode: (text) => text };

/** Wraps a codec so that its errors are not retryable: it would throw the same error again. */
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
