import type { ToolCall } from '../wire/tool-call.js';
import { isRecord } from '../json/is-record.js';

/**
 * The calls with arguments that every server can read: those that are no JSON object become `{}`. The same list where all
 * of them are one.
 */
export function withJsonArguments(calls: readonly ToolCall[]): readonly ToolCall[] {
  const repaired = calls.map((call) =>
    hasJsonArguments(call) ? call : { ...call, function: { ...call.function, arguments: '{}' } },
  );
  return repaired.every((call, position) => call === calls[position]) ? calls : repaired;
}

/** Whether the arguments are a JSON object. A call of another kind has none. */
export function hasJsonArguments(call: ToolCall): boolean {
  if (!isRecord(call.function)) return true;
  const { arguments: text } = call.function as { readonly arguments?: unknown };
  try {
    return typeof text === 'string' && isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}
