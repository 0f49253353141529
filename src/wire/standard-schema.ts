import type { JsonSchema } from './tool.js';

/**
 * A schema of any library that keeps to the Standard Schema: zod, valibot, arktype and others.
 *
 * Source: Standard Schema 1.1 and Standard JSON Schema 1.1, https://standardschema.dev.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** What the standard asks for. */
  readonly '~standard': StandardSchemaProperties<Input, Output>;
}

/** What a schema tells of itself. */
export interface StandardSchemaProperties<Input = unknown, Output = Input> {
  /** The version of the standard. */
  readonly version: 1;
  /** The library, such as `zod`. */
  readonly vendor: string;
  /** Checks a value; some schemas give a Promise. */
  readonly validate: (value: unknown) => StandardResult<Output> | PromiseLike<StandardResult<Output>>;
  /** Makes JSON Schemas, where the library does. */
  readonly jsonSchema?: StandardJsonSchema;
  /** Types only, which no schema needs to have as values. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

/** Makes JSON Schemas of a schema. Throws where it cannot. */
export interface StandardJsonSchema {
  /** Of what goes into the schema: what a model has to write. */
  readonly input: (options: { readonly target: string }) => JsonSchema;
}

/** What a check says: the value, which the schema may have made another one, or what is wrong with it. */
export type StandardResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };

/** One thing that is wrong with a value. */
export interface StandardIssue {
  /** What is wrong, for a person to read. May quote the value. */
  readonly message: string;
  /** Where it is; absent or empty where it is the value itself. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
