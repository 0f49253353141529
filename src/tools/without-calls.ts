import { isBlankMessage } from '../history/is-blank-message.js';
import type { AnsweredStep } from './answered-step.js';

/**
 * Returns an answer without its calls, for a run without tools. The request offered no tools, so the calls are those of a relay or a server
 * that runs its own tools. Web searches are kept, since they already have a result.
 */
export function withoutCalls({ message, results }: AnsweredStep): AnsweredStep {
  if (message === undefined) return { message, calls: [], results };
  const { tool_calls, ...others } = message;
  const searches = (tool_calls ?? []).filter(({ id }) => results.has(id));
  const remaining = searches.length > 0 ? { ...others, tool_calls: searches } : others;
  return { message: isBlankMessage(remaining) ? undefined : remaining, calls: [], results };
}
