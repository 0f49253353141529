import { type Observable, map } from 'rxjs';
import { isObject } from '../json/is-record.js';
import { invalidOption } from '../options/invalid-option.js';
import { toObservable } from '../subscribers/to-observable.js';
import type { StandardResult, StandardSchema } from '../wire/standard-schema.js';
import type { JsonSchema } from '../wire/tool.js';
import { isStandardSchema } from './is-standard-schema.js';

/**
 * Validates a value, and emits the result of the schema, synchronously unless the schema itself is asynchronous. A plain JSON Schema
 * validates nothing: it is only for the model. Fails with a `TypeError` if the schema returns anything other than an object.
 */
export function validate<Output>(
  schema: StandardSchema<unknown, Output> | JsonSchema,
  value: unknown,
): Observable<StandardResult<Output>> {
  const result: unknown = isStandardSchema(schema) ? schema['~standard'].validate(value) : { value };
  return toObservable(result).pipe(
    map((outcome) => {
      // ArkType returns issues as an array with the property `issues`.
      if (isObject(outcome)) return outcome as StandardResult<Output>;
      throw invalidOption('schema', 'an object', outcome, 'return');
    }),
  );
}
