import type { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { FrameMeaning } from './read-frame.js';

/** Where a reader of frames puts what they mean. */
export interface FrameSink {
  /** True when nobody listens any more; the rest of a read is then left alone. */
  readonly closed: boolean;
  readonly meaning: (meaning: FrameMeaning) => void;
  /** Called once, and nothing after it. */
  readonly limit: (error: LimitExceededError) => void;
}
