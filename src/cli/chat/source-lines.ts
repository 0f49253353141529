import { isRecord } from '../../json/is-record.js';
import type { ChatCompletion } from '../../wire/chat-completion.js';
import { inOneLine } from '../terminal/in-one-line.js';

/**
 * Formats the sources of a web search, in the order of their markers in the text; empty if there are none. A source with neither
 * title nor URL is omitted, and the others keep their numbers.
 */
export function sourceLines({ venice_parameters }: ChatCompletion): string {
  const sources: unknown = venice_parameters?.web_search_citations;
  if (!Array.isArray(sources)) return '';
  return sources
    .map((source, index) => {
      const facts = formatSource(source);
      return facts === '' ? '' : `${inOneLine(`[${index + 1}] ${facts}`)}\n`;
    })
    .join('');
}

function formatSource(source: unknown): string {
  if (!isRecord(source)) return '';
  return [source['title'], source['url']].filter((fact) => typeof fact === 'string' && fact !== '').join(' ');
}
