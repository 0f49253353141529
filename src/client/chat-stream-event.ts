import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** The form that `create` emits: a stream with its head, or a completion with its head. */
export type Observe = 'events' | 'response';

/** Values emitted with `observe: 'events'`: the head once, then the chunks. */
export type ChatStreamEvent = ChatStreamChunk | ChatStreamHead;

/** The response has started. */
export interface ChatStreamHead extends ResponseMetadata {
  /** Marks the variant. */
  readonly type: 'head';
}

/** A chunk of the response. */
export interface ChatStreamChunk {
  /** Marks the variant. */
  readonly type: 'chunk';
  /** The chunk. */
  readonly chunk: ChatCompletionChunk;
}

/** Value emitted with `observe: 'response'`: the completion with its response head. */
export interface ChatResponse extends ResponseMetadata {
  /** The completion. */
  readonly body: ChatCompletion;
}
