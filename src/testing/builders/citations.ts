import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { WebSearchCitation } from '../../wire/venice-parameters.js';
import { envelope } from './envelope.js';

/** Creates Venice's chunk with the sources of a web search, and no choices. */
export function citations(...sources: readonly WebSearchCitation[]): ChatCompletionChunk {
  return { ...envelope, choices: [], venice_parameters: { web_search_citations: sources } };
}
