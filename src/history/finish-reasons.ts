/** Finish reasons after which an answer is whole, at Venice, OpenAI and Anthropic. In lower case. */
const goodReasons: readonly string[] = ['stop', 'tool_calls', 'function_call', 'tool_use', 'end_turn'];

/** Finish reasons after which an answer is known to be cut off. In lower case. */
const badReasons: readonly string[] = ['length', 'max_tokens', 'content_filter', 'safety', 'error'];

/**
 * Whether an answer with this finish reason is whole, so that its tool calls may run. Unknown reasons are not: servers name
 * failures in many ways. Source: `docs/wire-format.md`, "Finish reasons".
 *
 * @param more - Further good reasons.
 */
export function isGoodFinish(finishReason: string, more: readonly string[] = []): boolean {
  const reason = finishReason.toLowerCase();
  return goodReasons.includes(reason) || more.some((other) => other.toLowerCase() === reason);
}

/** Whether an answer with this finish reason was cut off: by a limit, a filter or an error. */
export function isBadFinish(finishReason: string): boolean {
  return badReasons.includes(finishReason.toLowerCase());
}
