import type { WebSearchCitation } from '../../wire/venice-parameters.js';
import type { CompleteToolCall } from './answer-choice.js';

/** Creates the tool call that contains the sources of a web search, for `return_search_results_as_documents`; undefined without sources. */
export function createDocumentsCall(
  citations: readonly WebSearchCitation[] = [],
): CompleteToolCall | undefined {
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
