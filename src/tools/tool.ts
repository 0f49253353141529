import { type MonoTypeOperatorFunction, identity } from 'rxjs';
import { isRecord } from '../json/is-record.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import {
  aBoolean,
  aFunction,
  aString,
  anything,
  duration,
  identifier,
  required,
} from '../options/option-rules.js';
import { assertOption } from '../options/invalid-option.js';
import { toJsonSchema } from '../structured/to-json-schema.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import type { JsonSchema } from '../wire/tool.js';
import type { RunnableTool, ToolFunction } from './runnable-tool.js';

/** Options of every tool. */
export interface ToolOptions {
  /** Name of the tool: 1 to 64 letters, digits, `_` and `-`. */
  readonly name: string;
  /** Describes the tool and when to call it. With the name and the schema, this is all that the model sees. */
  readonly description: string;
  /** Makes the model follow the schema, if the model supports that. Default: not sent. */
  readonly strict?: boolean;
  /** Timeout of a call in milliseconds, for each attempt. Default: `Infinity`. */
  readonly timeout?: number;
  /**
   * Retries a call that failed or timed out: any operator, such as RxJS's `retry({ count: 2, delay: 500 })`. It receives a
   * {@link ToolError} with the thrown error as its `cause`. Default: no retry.
   */
  readonly retry?: MonoTypeOperatorFunction<unknown>;
  /**
   * Whether a call that was running when its process ended may be executed again. Set it to true if a second execution with the same
   * arguments changes nothing more, such as for a tool that only reads. If false, the result for the model says that the outcome is
   * unknown. Only a `Conversation` continues interrupted calls. Default: false.
   */
  readonly idempotent?: boolean;
}

/** {@link ToolOptions} with a schema of a library, which validates and types the arguments. */
export interface SchemaToolOptions<Args> extends ToolOptions {
  /** Schema of the arguments, of zod, valibot, arktype or another library that implements Standard Schema. */
  readonly inputSchema: StandardSchema<unknown, Args>;
  /** `inputSchema` as a JSON Schema, for libraries that cannot generate one. Default: the one that the library generates. */
  readonly jsonSchema?: JsonSchema;
  /**
   * Whether a call needs an approval, which `approve` returns, or in a `Conversation` also `respondToApproval`. A function decides by
   * the validated arguments: it returns false if they need no approval. Default: false.
   */
  readonly needsApproval?: boolean | ((args: Args) => boolean);
  /** Runs the tool. */
  readonly execute: ToolFunction<Args>;
}

/** {@link ToolOptions} with a plain JSON Schema, which is sent to the model but validates nothing. */
export interface JsonToolOptions extends ToolOptions {
  /** Schema of the arguments. Default: no arguments. */
  readonly inputSchema?: JsonSchema;
  /** Whether a call needs an approval, see {@link SchemaToolOptions.needsApproval}. Default: false. */
  readonly needsApproval?: boolean | ((args: Readonly<Record<string, unknown>>) => boolean);
  /** Runs the tool. The arguments are an object, but its fields are not validated. */
  readonly execute: ToolFunction<Readonly<Record<string, unknown>>>;
}

/**
 * Creates a tool for {@link runTools}. Throws a `TypeError` that names an invalid field.
 *
 * @example
 * ```ts
 * import { interval, map, take } from 'rxjs';
 * import { tool } from 'venice-rx';
 * import { z } from 'zod';
 *
 * const countdown = tool({
 *   name: 'countdown',
 *   description: 'Counts down to zero, one number a second.',
 *   inputSchema: z.object({ from: z.number().int().min(1).max(10) }),
 *   execute: ({ from }) =>
 *     interval(1000).pipe(
 *       take(from),
 *       map((count) => from - 1 - count),
 *     ),
 * });
 * console.log(countdown.definition.function.name);
 * ```
 */
export function tool<Args>(config: SchemaToolOptions<Args>): RunnableTool<Args>;
/** Creates a tool with a plain JSON Schema, or without arguments. */
export function tool(config: JsonToolOptions): RunnableTool<Readonly<Record<string, unknown>>>;
export function tool(config: AnyToolConfig): RunnableTool {
  checkOptions<AnyToolConfig>(config, rules);
  const { name, description, inputSchema = noArguments, strict, execute } = config;
  const { timeout = Infinity, retry = identity, needsApproval = false, idempotent = false } = config;
  return {
    definition: {
      type: 'function',
      function: {
        name,
        description,
        parameters: config.jsonSchema ?? schemaFor(inputSchema),
        ...(strict !== undefined && { strict }),
      },
    },
    inputSchema,
    execute,
    timeout,
    retry,
    needsApproval,
    idempotent,
  };
}

interface AnyToolConfig extends ToolOptions {
  readonly inputSchema?: JsonSchema | StandardSchema;
  readonly jsonSchema?: JsonSchema;
  readonly needsApproval?: boolean | ((args: never) => boolean);
  readonly execute: ToolFunction<never>;
}

const rules: OptionRules<JsonToolOptions | SchemaToolOptions<never>> = {
  name: required(identifier),
  description: required(aString),
  strict: anything,
  timeout: duration,
  retry: [(value) => typeof value === 'function', "an operator, such as RxJS's retry(2)"],
  inputSchema: anything,
  jsonSchema: anything,
  needsApproval: [
    (value) => typeof value === 'boolean' || typeof value === 'function',
    'true, false or a function of the arguments',
  ],
  idempotent: aBoolean,
  execute: required(aFunction),
};

/** Some models require a schema even if there are no arguments. */
const noArguments: JsonSchema = { type: 'object', properties: {} };

function schemaFor(inputSchema: JsonSchema | StandardSchema): JsonSchema {
  const isSchema = typeof inputSchema === 'function' || isRecord(inputSchema);
  const schema = isSchema ? toJsonSchema(inputSchema) : undefined;
  const isOfObject = schema !== undefined && (schema['type'] ?? 'object') === 'object';
  const expected = 'the schema of an object, with `jsonSchema` if its library generates none';
  assertOption(isOfObject, 'inputSchema', expected, inputSchema);
  return schema;
}
