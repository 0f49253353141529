import { type Observable, map } from 'rxjs';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { StandardIssue, StandardSchema } from '../wire/standard-schema.js';
import { schemaFailure } from './schema-failure.js';
import { validate } from './validate.js';

/**
 * Validates a value of an answer, and emits the output of the schema, synchronously unless the schema itself is asynchronous. Fails with a
 * `SchemaError`, whose issues have paths from the root of the answer.
 *
 * @param path - Path of the value in the answer.
 */
export function validateAnswerValue<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
  completion: ChatCompletion,
  choice: number,
  path: readonly (number | string)[],
): Observable<Output> {
  return validate(schema, value).pipe(
    map((outcome) => {
      if (outcome.issues === undefined) return outcome.value;
      throw mismatch(
        completion,
        choice,
        outcome.issues.map((issue) => withFullPath(path, issue)),
      );
    }),
  );
}

function mismatch(completion: ChatCompletion, choice: number, issues: readonly StandardIssue[]): Error {
  const places = issues.length === 1 ? 'one place' : `${issues.length} places`;
  const message = `the answer does not match its schema in ${places}: see issues`;
  return schemaFailure(completion, choice, { reason: 'mismatch', message, issues });
}

function withFullPath(path: readonly (number | string)[], issue: StandardIssue): StandardIssue {
  const { message, path: inner } = issue;
  // Some libraries set `path` to null.
  return { message, path: [...path, ...(inner ?? [])] };
}
