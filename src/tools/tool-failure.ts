import { isObject } from '../json/is-record.js';
import { ToolError, type ToolErrorInit, type ToolErrorReason } from '../errors/tool-error.js';
import type { StandardIssue } from '../wire/standard-schema.js';
import type { ToolCall } from '../wire/tool-call.js';

const messages: Readonly<Record<ToolErrorReason, string>> = {
  approval: 'a call does not await an approval',
  arguments: 'the arguments of a call do not match the schema of the tool',
  failed: 'a tool failed',
  refused: 'a call was refused',
  result: 'a tool returned a value that cannot be written as JSON',
  timeout: 'a tool took too long',
  unknown: 'the model called a tool that was not offered',
  'unknown-outcome': 'a call was interrupted, and may have taken effect',
};

/** Creates the error of a failed call. */
export function toolFailure(
  { id, function: { name } }: ToolCall,
  reason: ToolErrorReason,
  details: Partial<Pick<ToolErrorInit, 'cause' | 'issues' | 'message'>> = {},
): ToolError {
  return new ToolError({ message: messages[reason], reason, toolName: name, callId: id, ...details });
}

/** Returns the failure as a result for the model, so that the model can correct its call or continue without it. */
export function describeFailure({ reason, cause, issues }: ToolError, names: readonly string[]): string {
  switch (reason) {
    case 'arguments':
      return `Error: the arguments ${issues ? `do not match the schema: ${issues.map(formatIssue).join('; ')}` : 'are not a JSON object'}.`;
    case 'failed':
      return `Error: ${getMessage(cause)}`;
    case 'approval':
    case 'refused':
      return typeof cause === 'string' ? `Refused: ${cause}` : 'Refused: this call may not be run.';
    case 'result':
      return 'Error: the result could not be serialized.';
    case 'timeout':
      return 'Error: the tool took too long, and was cancelled.';
    case 'unknown':
      return `Error: there is no tool with this name. Available tools: ${names.join(', ') || 'none'}.`;
    case 'unknown-outcome':
      return 'No result: the call was interrupted. Whether it took effect is unknown.';
  }
}

/** Returns only the message of an object: its other fields are not meant for a model. */
function getMessage(cause: unknown): string {
  try {
    const message = isObject(cause) ? cause['message'] : String(cause);
    return typeof message === 'string' ? message : messages.failed;
  } catch {
    // The getter `message` or the method `toString` of the value has thrown.
    return messages.failed;
  }
}

function formatIssue({ message, path }: StandardIssue): string {
  // Some libraries set `path` to null.
  const keys = (path ?? []).map((step) => String(isObject(step) ? step['key'] : step));
  return keys.length === 0 ? message : `${keys.join('.')}: ${message}`;
}
