import { isTooDeep } from '#json-depth';
import { isJsonValue } from '../json/is-json-value.js';
import { isRecord } from '../json/is-record.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aBoolean, aString, required } from '../options/option-rules.js';
import { assertOption } from '../options/invalid-option.js';
import type { ToolCall } from '../wire/tool-call.js';

/** A call for which `ToolRunOptions.approve` decides whether it may run. */
export interface ApprovalRequest {
  /** Name of the tool. */
  readonly name: string;
  /** Validated arguments, as the tool would receive them. */
  readonly args: unknown;
  /** The call, with the arguments that the model wrote. */
  readonly call: ToolCall;
  /** The step of the run, starting at 1. */
  readonly step: number;
  /** Whether `needsApproval` of the tool is true, or returns true for these arguments. */
  readonly needsApproval: boolean;
}

/** Approves or refuses a call, with a reason or with other arguments. */
export interface ApprovalResponse {
  /** Whether the call may run. */
  readonly approved: boolean;
  /** Sent to the model if the call is refused. Default: a general refusal. */
  readonly reason?: string;
  /**
   * Arguments to run the call with instead of those that the model wrote: a plain object of JSON values, which the tool's schema
   * validates. The result that is sent to the model also contains them. Default: the arguments of the call.
   */
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** A response, or its short form: true approves, false refuses, and a string refuses and is sent to the model. */
export type ApprovalAnswer = ApprovalResponse | boolean | string;

const responseRules: OptionRules<ApprovalResponse> = {
  approved: required(aBoolean),
  reason: aString,
  arguments: [isRecord, 'an object of JSON values'],
};

/** Throws a `TypeError` that names the invalid field of a response. */
export function checkApprovalResponse(
  response: unknown,
  path = 'response',
): asserts response is ApprovalResponse {
  checkOptions(response as ApprovalResponse, responseRules, path);
  const { approved, arguments: edited } = response as ApprovalResponse;
  if (edited === undefined) return;
  assertOption(approved, `${path}.arguments`, 'absent unless the call is approved', edited);
  assertOption(
    toPlainArguments(edited) !== undefined,
    `${path}.arguments`,
    'an object of JSON values',
    edited,
  );
}

/** Returns a deep copy of arguments; undefined if they are not an object that JSON represents unchanged, or are nested too deeply. */
export function toPlainArguments(value: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = isRecord(value) ? JSON.stringify(value) : '';
    const copy: unknown = isTooDeep(text) || !isJsonValue(value) ? undefined : JSON.parse(text);
    return isRecord(copy) ? copy : undefined;
  } catch {
    return undefined;
  }
}

/** Reads an answer of `approve`, whatever its type. Any value except an approval refuses. */
export function toApprovalResponse(answer: unknown): ApprovalResponse {
  if (typeof answer === 'string') return { approved: false, reason: answer };
  if (!isRecord(answer)) return { approved: answer === true };
  const { approved, reason, arguments: edited } = answer;
  return {
    approved: approved === true,
    ...(typeof reason === 'string' && { reason }),
    ...(edited !== undefined && { arguments: edited as Readonly<Record<string, unknown>> }),
  };
}
