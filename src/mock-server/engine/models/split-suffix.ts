import type { ChatCompletionRequest } from '../../../wire/chat-completion-request.js';
import type { VeniceParameters } from '../../../wire/venice-parameters.js';

/** Settings with a string value that a suffix may contain. */
const textKeys: readonly string[] = ['character_slug', 'enable_web_search'];
/** Settings with a boolean value that a suffix may contain. All other settings are ignored. */
const flagKeys: readonly string[] = [
  'disable_thinking',
  'enable_web_citations',
  'enable_web_scraping',
  'include_search_results_in_stream',
  'include_venice_system_prompt',
  'return_search_results_as_documents',
  'strip_thinking_response',
];

/** Parses the suffix of `model:key=value&key=value` into `venice_parameters`, which override those of the body. */
export function splitSuffix(request: ChatCompletionRequest): ChatCompletionRequest {
  const colon = request.model.indexOf(':');
  if (colon < 0) return request;
  const suffix = parseParameters(request.model.slice(colon + 1));
  return {
    ...request,
    model: request.model.slice(0, colon),
    venice_parameters: { ...request.venice_parameters, ...suffix },
  };
}

function parseParameters(suffix: string): VeniceParameters {
  const settings = [...new URLSearchParams(suffix)].flatMap(([key, value]): [string, boolean | string][] => {
    if (textKeys.includes(key)) return [[key, value]];
    return flagKeys.includes(key) && /^(?:true|false)$/.test(value) ? [[key, value === 'true']] : [];
  });
  return Object.fromEntries(settings);
}
