import type { ResponseMetadata } from '../errors/from-response/response-metadata.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/** The option `observe` of `create`: `events` adds the response head to a stream, `response` adds it to a completion. */
export type Observe = 'events' | 'response';

/** Values emitted with `observe: 'events'`: the response head, then the chunks. */
export type ChatStreamEvent = ChatStreamChunk | ChatStreamHead;

/** The head of the response: its status and headers have arrived. */
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
