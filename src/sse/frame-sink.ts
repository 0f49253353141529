import type { LimitExceededError } from '../errors/limit-exceeded-error.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { FrameResult } from './read-frame.js';

/** Receives the parsed frames of a reader. */
export interface FrameSink {
  /** Whether there is no subscriber any more; the rest of a read is then skipped. */
  readonly closed: boolean;
  /** The frame is a chunk. */
  readonly chunk: (chunk: ChatCompletionChunk) => void;
  /** The frame was parsed, as a chunk or anything else. */
  readonly result: (result: FrameResult) => void;
  /** A frame exceeds a limit. Called once, and nothing after it. */
  readonly limitExceeded: (error: LimitExceededError) => void;
}
