import { toFunctionTool } from './to-function-tool.js';
import { toVeniceMessages } from './to-venice-messages.js';
import { toVeniceToolChoice } from './to-venice-tool-choice.js';
import { withWebSearch } from './with-web-search.js';

/** Field names of other APIs, and Venice's names for them. If a request has both, the field with Venice's name is used. */
const otherNames = new Map([
  ['input', 'messages'],
  ['max_output_tokens', 'max_tokens'],
  ['promptCacheKey', 'prompt_cache_key'],
]);

/** Fields of OpenAI's API that Venice ignores. */
const ignoredFields: readonly string[] = ['include', 'metadata'];

/** Converts field names, tools and messages of other APIs to Venice's format, as Venice does before it validates a request. */
export function toVeniceRequest(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;

  const fields = Object.fromEntries(
    Object.entries(body as Record<string, unknown>).flatMap(([key, value]) => {
      const name = otherNames.get(key) ?? key;
      const isDropped = ignoredFields.includes(key) || (name !== key && name in body);
      return isDropped ? [] : [[name, value]];
    }),
  );
  if (Array.isArray(fields['messages'])) fields['messages'] = fields['messages'].flatMap(toVeniceMessages);
  if (Array.isArray(fields['tools'])) fields['tools'] = fields['tools'].map(toFunctionTool);
  if ('tool_choice' in fields) fields['tool_choice'] = toVeniceToolChoice(fields['tool_choice']);
  return withWebSearch(fields);
}
