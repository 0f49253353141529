import type { ToolCall } from '../wire/tool-call.js';
import { toArgumentsText } from '../json/arguments-text.js';
import { isRecord } from '../json/is-record.js';

/**
 * Converts arguments that are an object to JSON, and replaces any other arguments that are not the JSON of an object by `{}`, since servers
 * reject them. Returns the same array if there is nothing to replace.
 */
export function withJsonArguments(calls: readonly ToolCall[]): readonly ToolCall[] {
  const repaired = calls.map((call) =>
    hasJsonArguments(call)
      ? call
      : { ...call, function: { ...call.function, arguments: jsonArguments(call) } },
  );
  return repaired.every((call, position) => call === calls[position]) ? calls : repaired;
}

function jsonArguments({ function: { arguments: value } }: ToolCall): string {
  return isRecord(value) ? toArgumentsText(value) : '{}';
}

/** Whether the arguments are the JSON of an object. True for a call without a field `function`, which has no arguments. */
export function hasJsonArguments(call: ToolCall): boolean {
  if (!isRecord(call.function)) return true;
  const { arguments: text } = call.function as { readonly arguments?: unknown };
  try {
    return typeof text === 'string' && isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}
