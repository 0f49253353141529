import type { JsonSchema } from './tool.js';

/**
 * Schema of any library that implements Standard Schema: zod, valibot, arktype and others.
 *
 * Source: Standard Schema 1.1 and Standard JSON Schema 1.1, https://standardschema.dev.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** Properties defined by the standard. */
  readonly '~standard': StandardSchemaProperties<Input, Output>;
}

/** Properties of a Standard Schema. */
export interface StandardSchemaProperties<Input = unknown, Output = Input> {
  /** Version of the standard. */
  readonly version: 1;
  /** Library of the schema, such as `zod`. */
  readonly vendor: string;
  /** Validates a value; some schemas return a Promise. */
  readonly validate: (value: unknown) => StandardResult<Output> | PromiseLike<StandardResult<Output>>;
  /** Generates JSON Schemas, if the library supports it. */
  readonly jsonSchema?: StandardJsonSchema;
  /** For type inference only; not required at runtime. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

/** Generates JSON Schemas from a schema. Throws if the schema cannot be represented. */
export interface StandardJsonSchema {
  /** Generates the JSON Schema of the input, i.e. of the JSON that a model has to write. */
  readonly input: (options: { readonly target: string }) => JsonSchema;
}

/** Result of a validation: the value, possibly transformed by the schema, or the issues. */
export type StandardResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };

/** Validation issue of a value. */
export interface StandardIssue {
  /** Human-readable message. May quote the value. */
  readonly message: string;
  /** Path of the invalid part; absent or empty for the value itself. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
