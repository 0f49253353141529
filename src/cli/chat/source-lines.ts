import type { ChatCompletion } from '../../wire/chat-completion.js';
import { harmless } from '../terminal/harmless.js';

/** The sources of a web search, in the order of their marks in the text; empty where there are none. */
export function sourceLines({ venice_parameters }: ChatCompletion): string {
  const sources = venice_parameters?.web_search_citations ?? [];
  return sources
    .map(({ title, url }, index) => `${harmless(`[${index + 1}] ${title} ${url}`).replaceAll(/\s+/g, ' ')}\n`)
    .join('');
}
