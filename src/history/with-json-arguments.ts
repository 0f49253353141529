import type { ToolCall } from '../wire/tool-call.js';
import { toArgumentsText } from '../json/arguments-text.js';
import { isRecord } from '../json/is-record.js';

/**
 * Replaces arguments in the form of an object by its JSON, and any others that are not a JSON object by `{}`, so that every server can
 * read the calls. Returns the same array if there is nothing to replace.
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

/** Whether the arguments are the JSON of an object. True for calls of other types than `function`, which have no arguments. */
export function hasJsonArguments(call: ToolCall): boolean {
  if (!isRecord(call.function)) return true;
  const { arguments: text } = call.function as { readonly arguments?: unknown };
  try {
    return typeof text === 'string' && isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}
