import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the frame. */
export interface MalformedChunkErrorInit extends VeniceErrorInit {
  /** The frame's data, cut at 1,000 characters. */
  readonly data: string;
}

/** A frame of the stream is not what it claims to be. */
export class MalformedChunkError extends VeniceError {
  /** The frame's data, cut at 1,000 characters. May hold answer text: mind where you log it. */
  declare readonly data: string;

  constructor(init: MalformedChunkErrorInit) {
    const cut: MalformedChunkErrorInit = { ...init, data: init.data.slice(0, 1000) };
    super(cut);
  }

  override get name(): 'MalformedChunkError' {
    return 'MalformedChunkError';
  }

  override get isRetryable(): false {
    return false;
  }
}
