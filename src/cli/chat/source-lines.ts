import { isRecord } from '../../json/is-record.js';
import type { ChatCompletion } from '../../wire/chat-completion.js';
import { inOneLine } from '../terminal/in-one-line.js';

/**
 * Formats the sources of a web search, with the numbers to which the text refers; empty if there are no sources. A source with
 * neither title nor URL is omitted, and its number is not used.
 */
export function sourceLines({ venice_parameters }: ChatCompletion): string {
  const sources: unknown = venice_parameters?.web_search_citations;
  if (!Array.isArray(sources)) return '';
  return sources
    .map((source, index) => {
      const text = formatSource(source);
      return text === '' ? '' : `${inOneLine(`[${index + 1}] ${text}`)}\n`;
    })
    .join('');
}

function formatSource(source: unknown): string {
  if (!isRecord(source)) return '';
  const { title, url } = source;
  return [title, url].filter((part) => typeof part === 'string' && part !== '').join(' ');
}
