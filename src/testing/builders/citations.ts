import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { WebSearchCitation } from '../../wire/venice-parameters.js';
import { envelope } from './envelope.js';

/** Creates the chunk with the sources of a web search. */
export function citations(...sources: readonly WebSearchCitation[]): ChatCompletionChunk {
  return { ...envelope, choices: [], venice_parameters: { web_search_citations: sources } };
}
