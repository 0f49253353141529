/** Finish reasons of a whole answer at Venice, OpenAI and Anthropic, in lower case. */
const goodReasons: readonly string[] = ['stop', 'tool_calls', 'function_call', 'tool_use', 'end_turn'];

/** Finish reasons of an answer that was cut off, in lower case. */
const badReasons: readonly string[] = ['length', 'max_tokens', 'content_filter', 'safety', 'error'];

/**
 * Whether an answer with this finish reason is known to be whole, so that its tool calls may run. False for unknown reasons, since servers
 * name failures in many ways. Source: `docs/wire-format.md`, "Finish reasons".
 *
 * @param more - Further finish reasons of a whole answer.
 */
export function isGoodFinish(finishReason: string, more: readonly string[] = []): boolean {
  const reason = finishReason.toLowerCase();
  return goodReasons.includes(reason) || more.some((other) => other.toLowerCase() === reason);
}

/** Whether an answer with this finish reason is known to be cut off: by a limit, a filter or an error. */
export function isBadFinish(finishReason: string): boolean {
  return badReasons.includes(finishReason.toLowerCase());
}
