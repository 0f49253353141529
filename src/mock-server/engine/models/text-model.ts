import type { EngineCapabilities, EngineModel, EngineModelSpec } from './engine-model.js';

/** What tells one text model from the next. */
export interface TextModelOptions {
  /** Its name; case-sensitive. */
  readonly id: string;
  /** Tokens that prompt and answer may have together. Default: 128,000. */
  readonly context?: number;
  /** US dollars for a million tokens, in and out. Default: unknown. */
  readonly prices?: readonly [input: number, output: number];
  /**
   * Capabilities, as letters: r reasoning, f functions, v vision, j JSON schema, l logprobs, a audio, x search on X,
   * e end-to-end encryption. Default: none.
   */
  readonly can?: string;
  /** Roles that it plays, such as `default`. */
  readonly traits?: readonly string[];
  /** Further facts, over those above. */
  readonly spec?: Partial<EngineModelSpec>;
}

/** A text model with everything that the list of models says of one. */
export function textModel(facts: TextModelOptions): EngineModel {
  const { id, context = 128_000, prices, can = '', traits = [], spec } = facts;
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
      capabilities: toCapabilities(can, traits),
      constraints: { temperature: { default: 0.7 }, top_p: { default: 0.95 } },
      ...(prices && { pricing: { input: price(prices[0]), output: price(prices[1]) } }),
      ...spec,
    },
  };
}

function toCapabilities(can: string, traits: readonly string[]): EngineCapabilities {
  const supportsReasoning = can.includes('r');
  const supportsE2EE = can.includes('e');
  return {
    optimizedForCode: traits.includes('default_code'),
    quantization: 'fp8',
    supportsAudioInput: can.includes('a'),
    supportsE2EE,
    supportsFunctionCalling: can.includes('f'),
    supportsLogProbs: can.includes('l'),
    supportsMultipleImages: can.includes('v'),
    supportsReasoning,
    supportsReasoningEffort: supportsReasoning,
    supportsResponseSchema: can.includes('j'),
    supportsTeeAttestation: supportsE2EE,
    supportsVideoInput: false,
    supportsVision: can.includes('v'),
    supportsWebSearch: !supportsE2EE,
    supportsXSearch: can.includes('x'),
    ...(supportsReasoning && {
      reasoningEffortOptions: ['low', 'medium', 'high'],
      defaultReasoningEffort: 'medium',
    }),
  };
}

function price(usd: number): { usd: number; diem: number } {
  return { usd, diem: usd };
}
