import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { VeniceParametersEcho } from '../../wire/venice-parameters.js';

/** Returns the settings of a request: Venice's defaults, overridden by the request. A completion in one piece reports them. */
export function getEffectiveParameters({ venice_parameters }: ChatCompletionRequest): VeniceParametersEcho {
  return {
    enable_e2ee: true,
    enable_web_search: 'off',
    enable_web_citations: false,
    enable_web_scraping: false,
    include_venice_system_prompt: true,
    include_search_results_in_stream: false,
    return_search_results_as_documents: false,
    strip_thinking_response: false,
    disable_thinking: false,
    ...venice_parameters,
  };
}
