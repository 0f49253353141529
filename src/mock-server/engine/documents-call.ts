import type { WebSearchCitation } from '../../wire/venice-parameters.js';
import type { CompleteToolCall } from './choice-of-turn.js';

/** The tool call that returns the sources of a web search, as required by `return_search_results_as_documents`. */
export function documentsCall(citations: readonly WebSearchCitation[] = []): CompleteToolCall | undefined {
  if (citations.length === 0) return undefined;

  const documents = citations.map(({ title, url, content = '', date = '' }, index) => ({
    id: String(index + 1),
    title,
    url,
    snippet: content,
    published_at: date,
  }));
  return { id: 'web_search_call', index: 0, name: 'web_search', arguments: JSON.stringify({ documents }) };
}
