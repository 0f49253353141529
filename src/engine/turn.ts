import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { TextReply } from './script.js';

/** One question and its scripted answer: everything that a completion or its chunks are made of. */
export interface Turn {
  /** Name of the completion, such as `chatcmpl-7f…`. */
  readonly id: string;
  /** When it began, in Unix seconds. */
  readonly created: number;
  readonly request: ChatCompletionRequest;
  readonly reply: TextReply;
}
