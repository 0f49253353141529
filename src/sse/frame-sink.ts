import type { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { FrameMeaning } from './read-frame.js';

/** Where a reader of frames puts what they mean. */
export interface FrameSink {
  /** True if there is no subscriber any more; the rest of a read is then left alone. */
  readonly closed: boolean;
  /** A frame is a chunk. */
  readonly chunk: (chunk: ChatCompletionChunk) => void;
  /** A frame is something else, or has just been found to be a chunk. */
  readonly meaning: (meaning: FrameMeaning) => void;
  /** Called once, and nothing after it. */
  readonly limit: (error: LimitExceededError) => void;
}
