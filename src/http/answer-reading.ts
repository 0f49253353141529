import type { ResponseFacts } from '../errors/response-facts.js';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { Redact } from './answer-buffer.js';
import type { Pulse } from './pulse.js';

/** What whoever reads an answer needs, and whom they tell of it. */
export interface AnswerReading {
  /** Takes the key out of what the server says. Default: there is none. */
  readonly redact?: Redact;
  /** Told of every sign of life. */
  readonly pulse?: Pulse;
  /** Told what the head of a successful answer says, before anything of its body is read. */
  readonly onHead?: (facts: ResponseFacts) => void;
  /** Told of each chunk before it is emitted, and whether it brings a part of the answer. */
  readonly onChunk?: (chunk: ChatCompletionChunk, bringsPart: boolean) => void;
}
