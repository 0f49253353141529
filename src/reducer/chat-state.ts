import type { VeniceError } from '../errors/venice-error.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** The state of a chat as one value, discriminated by `status`. */
export type ChatState = PendingChat | StreamingChat | DoneChat | StoppedChat | FailedChat;

/** No output has arrived yet. */
export interface PendingChat {
  /** Marks the variant. */
  readonly status: 'pending';
  /** Always absent. */
  readonly completion?: undefined;
  /** Always absent. */
  readonly error?: undefined;
}

/** The answer is arriving. */
export interface StreamingChat {
  /** Marks the variant. */
  readonly status: 'streaming';
  /** The answer so far. */
  readonly completion: ChatCompletion;
  /** Always absent. */
  readonly error?: undefined;
}

/** The answer is complete. */
export interface DoneChat {
  /** Marks the variant. */
  readonly status: 'done';
  /** The complete answer. */
  readonly completion: ChatCompletion;
  /** Always absent. */
  readonly error?: undefined;
}

/** A durable run that was stopped: by another page or process, or by `stopRun` of this page. */
export interface StoppedChat {
  /** Marks the variant. */
  readonly status: 'stopped';
  /** The answer so far; absent if nothing had arrived. */
  readonly completion?: ChatCompletion;
  /** Always absent. */
  readonly error?: undefined;
}

/** The chat has failed. */
export interface FailedChat {
  /** Marks the variant. */
  readonly status: 'failed';
  /** The answer so far; absent if nothing had arrived. */
  readonly completion?: ChatCompletion;
  /** The error. */
  readonly error: VeniceError;
}
