import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the frame. */
export interface MalformedChunkErrorInit extends VeniceErrorInit {
  /** Data of the frame, truncated to 1,000 characters; empty if the invalid part is not a frame. */
  readonly data: string;
}

/** The server sent an invalid frame of a stream, or another answer that cannot be read. */
export class MalformedChunkError extends VeniceError {
  /**
   * Data of the frame, truncated to 1,000 characters; empty if the invalid part is not a frame. May contain answer text: be careful
   * where you log it.
   */
  declare readonly data: string;

  constructor(init: MalformedChunkErrorInit) {
    const cut: MalformedChunkErrorInit = { ...init, data: init.data.slice(0, 1000) };
    super(cut);
  }

  override get name(): 'MalformedChunkError' {
    return 'MalformedChunkError';
  }
}
