import { type OptionRules, checkOptions } from '../../../options/check-options.js';
import { aString, anything, required } from '../../../options/option-rules.js';
import type { EngineCapabilities, EngineModel, EngineModelSpec } from './engine-model.js';

/** A capability of a text model. Each sets one or more fields of {@link EngineCapabilities}. */
export type ModelCapability =
  | 'audio'
  | 'e2ee'
  | 'function-calling'
  | 'logprobs'
  | 'reasoning'
  | 'response-schema'
  | 'vision'
  | 'x-search';

/** Options of {@link textModel}. */
export interface TextModelOptions {
  /** Model id; case-sensitive. */
  readonly id: string;
  /** Context window in tokens, for prompt and answer together. Default: 128,000. */
  readonly context?: number;
  /** US dollars per million tokens of input and output. Default: unknown, and answers have no cost. */
  readonly prices?: readonly [input: number, output: number];
  /** Capabilities of the model. Default: none. */
  readonly capabilities?: readonly ModelCapability[];
  /** Traits of the model, such as `default`. Default: none. */
  readonly traits?: readonly string[];
  /** Fields of `model_spec`, which override those computed from the other options. Default: none. */
  readonly spec?: Partial<EngineModelSpec>;
}

const rules: OptionRules<TextModelOptions> = {
  id: required(aString),
  context: anything,
  prices: anything,
  capabilities: anything,
  traits: anything,
  spec: anything,
};

/** Creates a text model with all fields of the model list. */
export function textModel(options: TextModelOptions): EngineModel {
  checkOptions(options, rules);
  const { id, context = 128_000, prices, capabilities = [], traits = [], spec } = options;
  return {
    id,
    object: 'model',
    created: 1_755_000_000,
    owned_by: 'venice.ai',
    type: 'text',
    context_length: context,
    model_spec: {
      name: id,
      privacy: 'private',
      availableContextTokens: context,
      maxCompletionTokens: Math.floor(context / 4),
      traits,
      capabilities: toCapabilities(capabilities, traits),
      constraints: { temperature: { default: 0.7 }, top_p: { default: 0.95 } },
      ...(prices && { pricing: { input: price(prices[0]), output: price(prices[1]) } }),
      ...spec,
    },
  };
}

function toCapabilities(
  capabilities: readonly ModelCapability[],
  traits: readonly string[],
): EngineCapabilities {
  const supportsReasoning = capabilities.includes('reasoning');
  const supportsE2EE = capabilities.includes('e2ee');
  return {
    optimizedForCode: traits.includes('default_code'),
    quantization: 'fp8',
    supportsAudioInput: capabilities.includes('audio'),
    supportsE2EE,
    supportsFunctionCalling: capabilities.includes('function-calling'),
    supportsLogProbs: capabilities.includes('logprobs'),
    supportsMultipleImages: capabilities.includes('vision'),
    supportsReasoning,
    supportsReasoningEffort: supportsReasoning,
    supportsResponseSchema: capabilities.includes('response-schema'),
    supportsTeeAttestation: supportsE2EE,
    supportsVideoInput: false,
    supportsVision: capabilities.includes('vision'),
    supportsWebSearch: !supportsE2EE,
    supportsXSearch: capabilities.includes('x-search'),
    ...(supportsReasoning && {
      reasoningEffortOptions: ['low', 'medium', 'high'],
      defaultReasoningEffort: 'medium',
    }),
  };
}

function price(usd: number): { usd: number; diem: number } {
  return { usd, diem: usd };
}
