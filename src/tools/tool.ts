import { type MonoTypeOperatorFunction, identity } from 'rxjs';
import { isRecord } from '../json/is-record.js';
import { toJsonSchema } from '../structured/to-json-schema.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import type { JsonSchema } from '../wire/tool.js';
import type { RunnableTool, ToolFunction } from './runnable-tool.js';

/** Options of every tool. */
export interface ToolOptions {
  /** Its name: 1 to 64 letters, digits, `_` and `-`. */
  readonly name: string;
  /** Describes the tool and when to call it. The model sees nothing else of it. */
  readonly description: string;
  /** Makes the model follow the schema, if it supports that. Default: false. */
  readonly strict?: boolean;
  /** Timeout of a call in milliseconds, for each attempt. Default: `Infinity`. */
  readonly timeout?: number;
  /**
   * Retries a call that failed or timed out: any operator, such as RxJS's `retry({ count: 2, delay: 500 })`. It receives a
   * {@link ToolError} with the thrown error as its `cause`. Default: no retry.
   */
  readonly retry?: MonoTypeOperatorFunction<unknown>;
}

/** {@link ToolOptions} with a schema of a library, which validates and types the arguments. */
export interface SchemaToolOptions<Args> extends ToolOptions {
  /** Schema of the arguments, of zod, valibot, arktype or another library that implements Standard Schema. */
  readonly inputSchema: StandardSchema<unknown, Args>;
  /** The same as JSON Schema, for libraries that do not generate it. Default: the JSON Schema of `inputSchema`. */
  readonly jsonSchema?: JsonSchema;
  /** Runs the tool. */
  readonly execute: ToolFunction<Args>;
}

/** {@link ToolOptions} with a plain JSON Schema, which is sent to the model but validates nothing. */
export interface JsonToolOptions extends ToolOptions {
  /** Schema of the arguments. Default: no arguments. */
  readonly inputSchema?: JsonSchema;
  /** Runs the tool. The arguments are an object, otherwise unchecked. */
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
/** The same with a plain JSON Schema, or without arguments. */
export function tool(config: JsonToolOptions): RunnableTool<Readonly<Record<string, unknown>>>;
export function tool(config: AnyToolConfig): RunnableTool {
  const { name, description, inputSchema = noArguments, strict, execute } = config;
  const { timeout = Infinity, retry = identity } = config;
  check(typeof name === 'string' && wellFormed.test(name), 'name: give 1 to 64 letters, digits, `_` or `-`');
  check(typeof description === 'string', 'description: say what the tool does');
  check(typeof execute === 'function', 'execute: give a function');
  check(timeout > 0, 'timeout: give milliseconds, more than 0');
  check(typeof retry === 'function', 'retry: give an operator, such as retry(2) of RxJS');
  return {
    definition: {
      type: 'function',
      function: {
        name,
        description,
        parameters: config.jsonSchema ?? schemaFor(name, inputSchema),
        ...(strict !== undefined && { strict }),
      },
    },
    inputSchema,
    execute,
    timeout,
    retry,
  };
}

interface AnyToolConfig extends ToolOptions {
  readonly inputSchema?: JsonSchema | StandardSchema;
  readonly jsonSchema?: JsonSchema;
  readonly execute: ToolFunction<never>;
}

/** Names that OpenAI and other servers with the same wire format accept. */
const wellFormed = /^[A-Za-z0-9_-]{1,64}$/;

/** Some models require a schema even if there are no arguments. */
const noArguments: JsonSchema = { type: 'object', properties: {} };

function schemaFor(name: string, inputSchema: JsonSchema | StandardSchema): JsonSchema {
  check(typeof inputSchema === 'function' || isRecord(inputSchema), `inputSchema of ${name}: give a schema`);
  const schema = toJsonSchema(inputSchema);
  if (schema === undefined) {
    const remedy = 'pass `jsonSchema` as well';
    throw new TypeError(`inputSchema of ${name}: its library makes no JSON Schema; ${remedy}`);
  }
  const { type = 'object' } = schema;
  check(type === 'object', `inputSchema of ${name}: give the schema of an object`);
  return schema;
}

function check(isFine: boolean, problem: string): asserts isFine {
  if (!isFine) throw new TypeError(problem);
}
