import type { ChatCompletionRequest } from '../../../wire/chat-completion-request.js';
import type { VeniceParameters } from '../../../wire/venice-parameters.js';

// The settings that a suffix may contain; it is parsed without the others.
const stringSettings: readonly string[] = ['character_slug', 'enable_web_search'];
const booleanSettings: readonly string[] = [
  'disable_thinking',
  'enable_web_citations',
  'enable_web_scraping',
  'include_search_results_in_stream',
  'include_venice_system_prompt',
  'return_search_results_as_documents',
  'strip_thinking_response',
];

/** Moves the settings of a model such as `model:key=value&key=value` to `venice_parameters`, where they override those of the body. */
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
    if (stringSettings.includes(key)) return [[key, value]];
    return booleanSettings.includes(key) && /^(?:true|false)$/.test(value) ? [[key, value === 'true']] : [];
  });
  return Object.fromEntries(settings);
}
