import { functionTool } from './function-tool.js';
import { plainMessages } from './plain-messages.js';
import { plainToolChoice } from './plain-tool-choice.js';
import { withWebSearch } from './with-web-search.js';

/** Foreign field names. If Venice's own name is present too, it takes precedence. */
const otherNames = new Map([
  ['input', 'messages'],
  ['max_output_tokens', 'max_tokens'],
  ['promptCacheKey', 'prompt_cache_key'],
]);

/** Fields sent by OpenAI clients that Venice ignores. */
const unread: readonly string[] = ['include', 'metadata'];

/** Normalizes a request as Venice does before validation: foreign field names, and foreign forms of tools and tool calls. */
export function underVeniceNames(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;

  const fields = Object.fromEntries(
    Object.entries(body as Record<string, unknown>).flatMap(([key, value]) => {
      const name = otherNames.get(key) ?? key;
      const isDropped = unread.includes(key) || (name !== key && name in body);
      return isDropped ? [] : [[name, value]];
    }),
  );
  if (Array.isArray(fields['messages'])) fields['messages'] = fields['messages'].flatMap(plainMessages);
  if (Array.isArray(fields['tools'])) fields['tools'] = fields['tools'].map(functionTool);
  if ('tool_choice' in fields) fields['tool_choice'] = plainToolChoice(fields['tool_choice']);
  return withWebSearch(fields);
}
