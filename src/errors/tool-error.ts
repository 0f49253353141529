import type { StandardIssue } from '../wire/standard-schema.js';
import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/** {@link VeniceErrorInit} and which call went wrong. */
export interface ToolErrorInit extends VeniceErrorInit {
  /** What went wrong. */
  readonly reason: ToolErrorReason;
  /** Name of the tool, as the model wrote it. */
  readonly toolName: string;
  /** `id` of the call. */
  readonly callId: string;
  /** What the schema of the tool says of the arguments. May quote them. */
  readonly issues?: readonly StandardIssue[];
}

/**
 * Why a call of a tool has no result:
 *
 * - `unknown`: no tool of this name was offered;
 * - `arguments`: they are no JSON, or do not fit the schema of the tool;
 * - `refused`: `approve` did not let it run;
 * - `timeout`: it took longer than the tool's `timeout`;
 * - `failed`: the tool, its schema or `approve` failed, and `cause` says with what;
 * - `result`: what the tool returned cannot be written as JSON.
 */
export type ToolErrorReason = 'arguments' | 'failed' | 'refused' | 'result' | 'timeout' | 'unknown';

/** A call of a tool came to nothing. `cause` is what the tool threw, or the text with which `approve` refused it. */
export class ToolError extends VeniceError {
  /** What went wrong. */
  declare readonly reason: ToolErrorReason;
  /** Name of the tool, as the model wrote it. */
  declare readonly toolName: string;
  /** `id` of the call. */
  declare readonly callId: string;
  /** What the schema of the tool says of the arguments. May quote them. */
  declare readonly issues?: readonly StandardIssue[];

  constructor(init: ToolErrorInit) {
    super(init);
  }

  override get name(): 'ToolError' {
    return 'ToolError';
  }

  override get isRetryable(): false {
    return false;
  }
}
