import type { EngineModel } from './engine-model.js';
import { textModel } from './text-model.js';

/** The models of a mock server, and aliases for them. */
export interface Catalogue {
  /** The models. A request may name a model by its id or by one of its traits. */
  readonly models: readonly EngineModel[];
  /** Maps further names, such as those of other servers' models, to ids of `models`. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** A handful of Venice's models as of August 2026, among them `llama-3.2-3b`, which is retired in December 2026. */
export const defaultCatalogue: Catalogue = {
  models: [
    textModel({
      id: 'zai-org-glm-5-2',
      context: 1_000_000,
      prices: [1.4, 4.4],
      capabilities: ['reasoning', 'function-calling', 'response-schema'],
      traits: ['default', 'function_calling_default'],
    }),
    textModel({
      id: 'kimi-k3',
      context: 1_000_000,
      prices: [3.75, 18.75],
      capabilities: ['reasoning', 'function-calling', 'vision', 'response-schema'],
      traits: ['default_reasoning'],
    }),
    textModel({
      id: 'deepseek-v4-pro-0813',
      context: 1_000_000,
      prices: [1.65, 4.95],
      capabilities: ['reasoning', 'function-calling', 'response-schema'],
      traits: ['default_code'],
    }),
    textModel({
      id: 'qwen-3-8-27b',
      context: 262_144,
      prices: [0.45, 3.2],
      capabilities: ['reasoning', 'function-calling', 'vision', 'response-schema'],
      traits: ['default_vision'],
    }),
    textModel({
      id: 'qwen3-5-9b',
      context: 256_000,
      prices: [0.1, 0.15],
      capabilities: ['reasoning', 'function-calling', 'vision', 'response-schema', 'logprobs'],
    }),
    textModel({
      id: 'mistral-small-3-2-24b-instruct',
      context: 256_000,
      prices: [0.094, 0.25],
      capabilities: ['function-calling', 'response-schema'],
    }),
    textModel({
      id: 'venice-uncensored-1-2',
      prices: [0.2, 0.9],
      capabilities: ['function-calling', 'vision', 'response-schema'],
      traits: ['most_uncensored'],
    }),
    textModel({
      id: 'grok-4-6',
      context: 500_000,
      prices: [2.27, 6.8],
      capabilities: ['reasoning', 'function-calling', 'vision', 'response-schema', 'x-search'],
      traits: ['most_intelligent'],
      spec: { privacy: 'anonymized' },
    }),
    textModel({
      id: 'openai-gpt-55',
      context: 1_000_000,
      prices: [6.25, 37.5],
      capabilities: ['reasoning', 'function-calling', 'vision', 'response-schema'],
      spec: { privacy: 'anonymized' },
    }),
    textModel({ id: 'e2ee-gpt-oss-120b-p', prices: [0.13, 0.65], capabilities: ['reasoning', 'e2ee'] }),
    textModel({
      id: 'llama-3.2-3b',
      prices: [0.15, 0.6],
      spec: {
        deprecation: {
          autoRemap: true,
          date: '2026-12-01T00:00:00.000Z',
          removesAt: '2026-12-01T00:00:00.000Z',
          replacementModelId: 'mistral-small-3-2-24b-instruct',
        },
      },
    }),
  ],
  aliases: {
    'gpt-4o': 'zai-org-glm-5-2',
    'gpt-4o-mini': 'mistral-small-3-2-24b-instruct',
    o1: 'kimi-k3',
  },
};
