import type { StandardIssue } from '../wire/standard-schema.js';
import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/**
 * Why an answer does not match its schema:
 *
 * - `no-json`: the text is not JSON at all;
 * - `malformed`: the JSON is invalid from some character on;
 * - `incomplete`: the JSON does not end, although the model was not stopped;
 * - `mismatch`: the JSON is valid but does not match the schema.
 */
export type SchemaErrorReason = 'malformed' | 'mismatch' | 'no-json' | 'incomplete';

/** {@link VeniceErrorInit} and the reason for the mismatch. */
export interface SchemaErrorInit extends VeniceErrorInit {
  /** Kind of mismatch. */
  readonly reason: SchemaErrorReason;
  /** Text of the answer received so far, without its reasoning. */
  readonly text: string;
  /** Issues reported by the schema; empty if validation was never reached. */
  readonly issues: readonly StandardIssue[];
}

/** The answer does not match its schema. The same request may succeed next time, but it is not retried automatically. */
export class SchemaError extends VeniceError {
  /** Kind of mismatch. */
  declare readonly reason: SchemaErrorReason;
  /** Text of the answer received so far, without its reasoning. Be careful where you log it. */
  declare readonly text: string;
  /** Issues reported by the schema, with their paths; empty if validation was never reached. May quote the answer. */
  declare readonly issues: readonly StandardIssue[];

  constructor(init: SchemaErrorInit) {
    super(init);
  }

  override get name(): 'SchemaError' {
    return 'SchemaError';
  }
}
