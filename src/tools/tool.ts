import { type MonoTypeOperatorFunction, identity } from 'rxjs';
import { isRecord } from '../json/is-record.js';
import { toJsonSchema } from '../structured/to-json-schema.js';
import type { StandardSchema } from '../wire/standard-schema.js';
import type { JsonSchema } from '../wire/tool.js';
import type { RunnableTool, ToolFunction } from './runnable-tool.js';

/** What every tool is made of. */
export interface ToolOptions {
  /** Its name: 1 to 64 letters, digits, `_` and `-`. */
  readonly name: string;
  /** What it does and when to call it: all that the model knows of it. */
  readonly description: string;
  /** Holds the model to the schema, where it can be. Default: false. */
  readonly strict?: boolean;
  /** Milliseconds after which a call is cancelled; each try has its own. Default: `Infinity`. */
  readonly timeout?: number;
  /**
   * Tries a call again that failed or took too long: any operator, such as RxJS's `retry({ count: 2, delay: 500 })`. It sees
   * a {@link ToolError}, whose `cause` is what the tool threw. Default: a call is not tried again.
   */
  readonly retry?: MonoTypeOperatorFunction<unknown>;
}

/** {@link ToolOptions} with a schema of a library, which checks the arguments and gives them their type. */
export interface SchemaToolOptions<Args> extends ToolOptions {
  /** What the arguments must be: a schema of zod, valibot, arktype or another library that keeps to the Standard Schema. */
  readonly inputSchema: StandardSchema<unknown, Args>;
  /** The same as JSON Schema, for libraries that do not say it themselves. Default: what the schema says. */
  readonly jsonSchema?: JsonSchema;
  /** What it does. */
  readonly execute: ToolFunction<Args>;
}

/** {@link ToolOptions} with a plain JSON Schema, which tells the model what to write, and checks nothing. */
export interface JsonToolOptions extends ToolOptions {
  /** What the arguments are to be. Default: there are none. */
  readonly inputSchema?: JsonSchema;
  /** What it does. Its arguments are an object, of which nothing else is known. */
  readonly execute: ToolFunction<Readonly<Record<string, unknown>>>;
}

/**
 * Makes a tool that {@link runTools} can run. Throws a `TypeError` that names the field where it cannot be one.
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

/** What OpenAI takes, and with it the servers of the same wire format. */
const wellFormed = /^[A-Za-z0-9_-]{1,64}$/;

/** Some models want a schema also where there is nothing to say. */
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
