import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { FrameResult } from './read-frame.js';

/** Receives the parsed frames of a reader. */
export interface FrameSink {
  /** Whether there is no subscriber any more; the rest of a read is then skipped. */
  readonly closed: boolean;
  /** Called with the chunk of a frame. */
  readonly chunk: (chunk: ChatCompletionChunk) => void;
  /**
   * Called with another result of a frame; the reader for browsers passes chunks here, too. Not called again after a frame that exceeds a
   * limit.
   */
  readonly result: (result: FrameResult) => void;
}
