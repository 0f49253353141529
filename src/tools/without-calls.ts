import { isBlankMessage } from '../history/is-blank-message.js';
import type { Turn } from './turn.js';

/**
 * The turn without its calls, for a run without tools. Nothing was offered that the model could call: a relay, or a server with
 * tools of its own, runs them itself. Only searches stay, which have a result already.
 */
export function withoutCalls({ message, results }: Turn): Turn {
  if (message === undefined) return { message, calls: [], results };
  const { tool_calls, ...said } = message;
  const searches = (tool_calls ?? []).filter(({ id }) => results.has(id));
  const kept = searches.length > 0 ? { ...said, tool_calls: searches } : said;
  return { message: isBlankMessage(kept) ? undefined : kept, calls: [], results };
}
