import type { OptionValues } from '../arguments/option-spec.js';
import { readChoice } from '../arguments/read-choice.js';
import { readNumber } from '../arguments/read-number.js';
import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { VeniceParameters } from '../../wire/venice-parameters.js';
import type { chatOptions } from './chat-options.js';

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** Option values of a chat. */
export type ChatValues = OptionValues<typeof chatOptions>;

/** Converts options to fields of a request. Throws a `UsageError` that names the option. */
export function toRequestFields(values: ChatValues): Omit<ChatCompletionRequest, 'messages' | 'stream'> {
  const temperature = readNumber('temperature', values.temperature, { from: 0, to: 2 });
  const limit = readNumber('max-completion-tokens', values['max-completion-tokens'], {
    from: 1,
    to: Infinity,
    isWhole: true,
  });
  const effort = readChoice('reasoning-effort', values['reasoning-effort'], efforts);
  const parameters = toVeniceParameters(values);
  return {
    model: values.model ?? 'default',
    ...(temperature !== undefined && { temperature }),
    ...(limit !== undefined && { max_completion_tokens: limit }),
    ...(effort !== undefined && { reasoning_effort: effort }),
    ...(Object.keys(parameters).length > 0 && { venice_parameters: parameters }),
  };
}

function toVeniceParameters({ character, 'web-search': webSearch }: ChatValues): VeniceParameters {
  const search = readChoice('web-search', webSearch, ['off', 'on', 'auto'] as const);
  return {
    ...(character !== undefined && { character_slug: character }),
    ...(search !== undefined && { enable_web_search: search }),
    ...(search !== undefined &&
      search !== 'off' && { enable_web_citations: true, include_search_results_in_stream: true }),
  };
}
