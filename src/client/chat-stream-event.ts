import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** Which form `create` emits: a stream with its head, or a completion with its head. */
export type Observe = 'events' | 'response';

/** What `observe: 'events'` emits: the head once, then the chunks. */
export type ChatStreamEvent = ChatStreamChunk | ChatStreamHead;

/** The answer has begun. */
export interface ChatStreamHead extends ResponseMetadata {
  /** Marks the variant. */
  readonly type: 'head';
}

/** A chunk of the answer. */
export interface ChatStreamChunk {
  /** Marks the variant. */
  readonly type: 'chunk';
  /** The chunk. */
  readonly chunk: ChatCompletionChunk;
}

/** What `observe: 'response'` emits: the completion with the head of its answer. */
export interface ChatResponse extends ResponseMetadata {
  /** The completion. */
  readonly body: ChatCompletion;
}
