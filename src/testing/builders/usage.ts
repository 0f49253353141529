import { type OptionRules, checkOptions } from '../../options/check-options.js';
import { anything } from '../../options/option-rules.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import { envelope } from './envelope.js';

/** Options of {@link usage}. */
export interface UsageInit {
  /** Tokens of the prompt. Default: 10. */
  readonly prompt?: number;
  /** Tokens of the answer. Default: 5. */
  readonly completion?: number;
  /** Cost in US dollars. Default: the chunk has no `cost`. */
  readonly usd?: number;
}

const rules: OptionRules<UsageInit> = { prompt: anything, completion: anything, usd: anything };

/** Creates Venice's last chunk: usage, optionally the cost, and no choices. */
export function usage(options: UsageInit = {}): ChatCompletionChunk {
  checkOptions(options, rules);
  const { prompt = 10, completion = 5, usd } = options;
  return {
    ...envelope,
    choices: [],
    usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
    ...(usd !== undefined && { cost: { usd, diem: 0 } }),
  };
}
