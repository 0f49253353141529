import type { StandardIssue } from '../wire/standard-schema.js';
import { VeniceError, type VeniceErrorInit } from './venice-error.js';

/**
 * Why an answer is not what its schema asks for. `no-json`: its text is something else; `malformed`: it is no JSON from some
 * character on; `unfinished`: its JSON does not end, though the model was not stopped; `mismatch`: it is JSON, and does
 * not fit.
 */
export type SchemaErrorReason = 'malformed' | 'mismatch' | 'no-json' | 'incomplete';

/** {@link VeniceErrorInit} and what is wrong with the answer. */
export interface SchemaErrorInit extends VeniceErrorInit {
  /** Which kind of mistake. */
  readonly reason: SchemaErrorReason;
  /** The text of the answer, as far as it had come, without its reasoning. */
  readonly text: string;
  /** What the schema says; empty where the answer never came to it. */
  readonly issues: readonly StandardIssue[];
}

/** The answer is not what its schema asks for. The same request may do better the next time, but is not sent by itself. */
export class SchemaError extends VeniceError {
  /** Which kind of mistake. */
  declare readonly reason: SchemaErrorReason;
  /** The text of the answer, as far as it had come, without its reasoning. Mind where you log it. */
  declare readonly text: string;
  /** What the schema says, and where; empty where the answer never came to it. May quote the answer. */
  declare readonly issues: readonly StandardIssue[];

  constructor(init: SchemaErrorInit) {
    super(init);
  }

  override get name(): 'SchemaError' {
    return 'SchemaError';
  }

  override get isRetryable(): false {
    return false;
  }
}
