import type { StandardIssue } from '../wire/standard-schema.js';
import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and the tool call that failed. */
export interface ToolErrorInit extends VeniceErrorInit {
  /** Why the call has no result. */
  readonly reason: ToolErrorReason;
  /** Name of the tool, as the model wrote it. */
  readonly toolName: string;
  /** `id` of the call. */
  readonly callId: string;
  /** Validation issues reported by the tool's schema. May quote the arguments. */
  readonly issues?: readonly StandardIssue[];
}

/**
 * Why a tool call has no result:
 *
 * - `unknown`: no tool with this name was offered;
 * - `unknown-outcome`: it was running when its process ended, and may have taken effect;
 * - `approval`: its saved state is not signed or was altered, or a response arrived although the call does not await an approval;
 * - `arguments`: they are not a JSON object, or do not match the tool's schema;
 * - `refused`: `approve` or `respondToApproval` rejected the call;
 * - `timeout`: it exceeded the tool's `timeout`;
 * - `failed`: the tool, its schema, `needsApproval` or `approve` failed; `cause` is the error;
 * - `result`: the return value of the tool cannot be serialized as JSON.
 */
export type ToolErrorReason =
  'approval' | 'arguments' | 'failed' | 'refused' | 'result' | 'timeout' | 'unknown' | 'unknown-outcome';

/** A tool call failed. `cause` is the error of the function that failed, or the reason with which the call was rejected, if any. */
export class ToolError extends VeniceError {
  /** Why the call has no result. */
  declare readonly reason: ToolErrorReason;
  /** Name of the tool, as the model wrote it. */
  declare readonly toolName: string;
  /** `id` of the call. */
  declare readonly callId: string;
  /** Validation issues reported by the tool's schema. May quote the arguments. */
  declare readonly issues?: readonly StandardIssue[];

  constructor(init: ToolErrorInit) {
    super(init);
  }

  override get name(): 'ToolError' {
    return 'ToolError';
  }
}
