import { functionTool } from './function-tool.js';
import { plainMessages } from './plain-messages.js';
import { plainToolChoice } from './plain-tool-choice.js';
import { withWebSearch } from './with-web-search.js';

/** Foreign names of fields. Where Venice's own name is there too, that one counts. */
const otherNames = new Map([
  ['input', 'messages'],
  ['max_output_tokens', 'max_tokens'],
  ['promptCacheKey', 'prompt_cache_key'],
]);

/** Fields that clients of OpenAI send and that Venice throws away unread. */
const unread: readonly string[] = ['include', 'metadata'];

/** Rewrites a request as Venice does before it looks: foreign names of fields, foreign forms of tools and of their calls. */
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
