import type { VeniceError } from '../errors/venice-error.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** Where a chat stands, as one value: what to show, for as long as it is the last. `status` tells which it is. */
export type ChatState = PendingChat | StreamingChat | DoneChat | FailedChat;

/** Nothing of the answer has come yet. */
export interface PendingChat {
  /** Marks the variant. */
  readonly status: 'pending';
  /** There is none. */
  readonly completion?: undefined;
  /** There is none. */
  readonly error?: undefined;
}

/** The answer is coming. */
export interface StreamingChat {
  /** Marks the variant. */
  readonly status: 'streaming';
  /** The answer as it stands. */
  readonly completion: ChatCompletion;
  /** There is none. */
  readonly error?: undefined;
}

/** The answer is complete. */
export interface DoneChat {
  /** Marks the variant. */
  readonly status: 'done';
  /** The whole answer. */
  readonly completion: ChatCompletion;
  /** There is none. */
  readonly error?: undefined;
}

/** The chat has failed. */
export interface FailedChat {
  /** Marks the variant. */
  readonly status: 'failed';
  /** The answer as far as it had come; absent where nothing had. */
  readonly completion?: ChatCompletion;
  /** What went wrong. */
  readonly error: VeniceError;
}
