import * as z from 'zod/mini';

const amount = z.number().check(z.gte(0));
const count = z.int().check(z.gte(0));
const headers = z.optional(z.record(z.string(), z.string()));
// A module can contain `Infinity`, which means never, but zod rejects it.
const delay = z.optional(z.pipe(z.transform(toFinite), amount));
const timing = z.optional(
  z.strictObject({
    headersDelay: delay,
    firstTokenDelay: delay,
    tokenDelay: delay,
    tailDelay: delay,
    endDelay: delay,
  }),
);

function toFinite(value: unknown): unknown {
  return value === Infinity ? Number.MAX_VALUE : value;
}

/** A reply that is an HTTP error. */
export const errorReplySchema = z.strictObject({
  status: z.int().check(z.gte(200), z.lte(599)),
  body: z.unknown(),
  headers,
  timing,
});

/** A reply that is an answer of a model. */
export const textReplySchema = z.strictObject({
  text: z.string(),
  alternatives: z.optional(z.array(z.string())),
  reasoning: z.optional(z.string()),
  toolCalls: z.optional(
    z.array(
      z.strictObject({ name: z.string(), arguments: z.optional(z.unknown()), id: z.optional(z.string()) }),
    ),
  ),
  sharesToolCallIndex: z.optional(z.boolean()),
  citations: z.optional(z.array(z.looseObject({ title: z.string(), url: z.string() }))),
  finishReason: z.optional(z.string()),
  usage: z.optional(z.looseObject({ prompt_tokens: count, completion_tokens: count, total_tokens: count })),
  cost: z.nullish(z.strictObject({ usd: amount, diem: amount })),
  timing,
  tail: z.optional(z.enum(['citations', 'content-and-finish', 'cut', 'error', 'merged', 'split'])),
  error: z.optional(z.unknown()),
  // `readScript` validates the fault as the mock server does, with the same messages.
  fault: z.optional(z.unknown()),
  repeatsRole: z.optional(z.boolean()),
});

/** A condition of a script file. */
export const conditionSchema = z.strictObject({
  prompt: z.optional(z.string()),
  model: z.optional(z.string()),
});
