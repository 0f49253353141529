import { boundedArray } from './bounded-schema.js';
import { contentPartSchema, textPartSchema } from './content-part-schema.js';
import type { ZodMini } from './zod-mini.js';

/** A message of a chat. Clients send answers back unchanged, so unknown fields are allowed. */
export function messageSchema(z: ZodMini) {
  const name = z.nullish(z.string());
  const text = z.union([z.string(), boundedArray(z, textPartSchema(z))]);
  const toolCalls = z.nullish(z.array(z.unknown()));
  const reasoningDetail = z.looseObject({
    type: z.string(),
    data: z.nullish(z.string()),
    format: z.nullish(z.string()),
    id: z.nullish(z.string()),
    index: z.nullish(z.number()),
    text: z.nullish(z.string()),
  });
  return z.discriminatedUnion('role', [
    z.looseObject({ role: z.literal('system'), content: text, name }),
    z.looseObject({ role: z.literal('developer'), content: text, name }),
    z.looseObject({
      role: z.literal('user'),
      content: z.union([z.string(), boundedArray(z, contentPartSchema(z))]),
      name,
    }),
    z.looseObject({
      role: z.literal('assistant'),
      content: z.nullish(z.union([z.string(), boundedArray(z, z.looseObject({ type: z.string() }))])),
      name,
      reasoning_content: z.nullish(z.string()),
      reasoning_details: z.nullish(boundedArray(z, reasoningDetail)),
      thought_signature: z.nullish(z.string()),
      tool_calls: toolCalls,
    }),
    z.looseObject({
      role: z.literal('tool'),
      content: z.string(),
      tool_call_id: z.string(),
      name,
      reasoning_content: z.nullish(z.string()),
      tool_calls: toolCalls,
    }),
  ]);
}
