import { boundedArray, boundedRecord } from './bounded-schema.js';
import { messageSchema } from './message-schema.js';
import type { ZodMini } from './zod-mini.js';

/**
 * A chat request: a strict object that allows only the fields of {@link ChatCompletionRequest}, and null only if Venice allows it. Venice
 * drops unknown keys of `venice_parameters`. Here they are rejected, or dropped with `unknownParameters: 'drop'`, as in the mock server.
 *
 * Source: Venice API reference, `POST /chat/completions`.
 */
export function requestSchema(z: ZodMini, unknownParameters: 'drop' | 'refuse' = 'refuse') {
  const between = (low: number, high: number) => z.number().check(z.gte(low), z.lte(high));
  const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);
  const verbosity = z.enum(['low', 'medium', 'high', 'auto']);
  // Not `z.record`, which rejects symbol keys: libraries that build JSON Schemas mark them with symbols, which are not sent.
  const anything = z.looseObject({});
  const functionTool = z.looseObject({
    type: z.literal('function'),
    id: z.optional(z.string()),
    function: z.looseObject({
      name: z.string().check(z.minLength(1)),
      description: z.optional(z.string()),
      parameters: z.optional(anything),
      strict: z.optional(z.boolean()),
    }),
  });
  const builtInTool = z.looseObject({ type: z.enum(['web_search', 'x_search']) });
  const responseFormat = z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('text') }),
    z.strictObject({ type: z.literal('json_object') }),
    z.strictObject({ type: z.literal('json_schema'), json_schema: anything }),
  ]);
  const veniceParameters = (unknownParameters === 'drop' ? z.object : z.strictObject)({
    character_slug: z.optional(z.string()),
    strip_thinking_response: z.optional(z.boolean()),
    disable_thinking: z.optional(z.boolean()),
    enable_e2ee: z.optional(z.boolean()),
    enable_web_search: z.optional(z.enum(['off', 'on', 'auto'])),
    enable_web_scraping: z.optional(z.boolean()),
    enable_web_citations: z.optional(z.boolean()),
    include_search_results_in_stream: z.optional(z.boolean()),
    return_search_results_as_documents: z.optional(z.boolean()),
    include_venice_system_prompt: z.optional(z.boolean()),
    enable_x_search: z.optional(z.boolean()),
  });

  return z.strictObject({
    model: z.string().check(z.minLength(1)),
    messages: boundedArray(z, messageSchema(z), z.minLength(1)),
    stream: z.optional(z.boolean()),
    stream_options: z.optional(z.object({ include_usage: z.optional(z.boolean()) })),
    temperature: z.optional(between(0, 2)),
    top_p: z.optional(between(0, 1)),
    top_k: z.optional(z.int().check(z.gte(0))),
    min_p: z.optional(between(0, 1)),
    min_temp: z.optional(between(0, 2)),
    max_temp: z.optional(between(0, 2)),
    frequency_penalty: z.optional(between(-2, 2)),
    presence_penalty: z.optional(between(-2, 2)),
    repetition_penalty: z.optional(z.number().check(z.gte(0))),
    max_completion_tokens: z.optional(z.int()),
    max_tokens: z.optional(z.int()),
    n: z.optional(z.int().check(z.gte(1))),
    seed: z.optional(z.int().check(z.gt(0))),
    stop: z.nullish(z.union([z.string(), boundedArray(z, z.string(), z.minLength(1), z.maxLength(4))])),
    stop_token_ids: z.optional(boundedArray(z, z.number())),
    logprobs: z.optional(z.boolean()),
    top_logprobs: z.optional(z.int().check(z.gte(0))),
    tools: z.nullish(boundedArray(z, z.discriminatedUnion('type', [functionTool, builtInTool]))),
    tool_choice: z.optional(
      z.union([
        z.enum(['auto', 'none', 'required']),
        z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
      ]),
    ),
    parallel_tool_calls: z.optional(z.boolean()),
    response_format: z.optional(responseFormat),
    reasoning: z.optional(
      z.object({
        effort: z.optional(effort),
        enabled: z.optional(z.boolean()),
        summary: z.optional(z.enum(['auto', 'concise', 'detailed'])),
      }),
    ),
    reasoning_effort: z.optional(effort),
    verbosity: z.optional(verbosity),
    text: z.optional(z.object({ verbosity: z.optional(verbosity) })),
    prompt_cache_key: z.optional(z.string()),
    prompt_cache_retention: z.optional(z.enum(['default', 'extended', '24h'])),
    fallbacks: z.optional(boundedArray(z, z.object({ model: z.string() }), z.maxLength(10))),
    venice_parameters: z.optional(veniceParameters),
    anon_user_id: z.optional(
      z.string().check(z.minLength(1), z.maxLength(128), z.regex(/^(?!.*\|\|)[\x20-\x7e]*$/)),
    ),
    user: z.optional(z.string()),
    store: z.optional(z.boolean()),
    include: z.optional(boundedArray(z, z.string())),
    metadata: z.optional(boundedRecord(z, z.string())),
  });
}
