import { isBlankMessage } from '../history/is-blank-message.js';
import type { AnsweredStep } from './answered-step.js';

/**
 * Returns an answer without its calls, for a run without tools. The request offered no tools, so the calls are those of a relay or a server
 * that runs its own tools. Only web searches are kept, which have a result already.
 */
export function withoutCalls({ message, results }: AnsweredStep): AnsweredStep {
  if (message === undefined) return { message, calls: [], results };
  const { tool_calls, ...said } = message;
  const searches = (tool_calls ?? []).filter(({ id }) => results.has(id));
  const kept = searches.length > 0 ? { ...said, tool_calls: searches } : said;
  return { message: isBlankMessage(kept) ? undefined : kept, calls: [], results };
}
