import type { Model, ModelCapabilities } from '../../wire/model.js';

/** Options that filter models by capability, with the names in the wire format. */
export const capabilityFilters = {
  'function-calling': { capability: 'supportsFunctionCalling', help: 'only models that support tool calls' },
  reasoning: { capability: 'supportsReasoning', help: 'only models that support reasoning' },
  vision: { capability: 'supportsVision', help: 'only models that accept images' },
  'response-schema': {
    capability: 'supportsResponseSchema',
    help: 'only models that support a response schema',
  },
  'web-search': { capability: 'supportsWebSearch', help: 'only models that support web search' },
  code: { capability: 'optimizedForCode', help: 'only models that are optimized for code' },
  'log-probs': { capability: 'supportsLogProbs', help: 'only models that return log probabilities' },
  audio: { capability: 'supportsAudioInput', help: 'only models that accept audio' },
  video: { capability: 'supportsVideoInput', help: 'only models that accept videos' },
  e2ee: { capability: 'supportsE2EE', help: 'only models that support end-to-end encryption' },
} as const satisfies Record<string, { readonly capability: keyof ModelCapabilities; readonly help: string }>;

/** Name of a filter. */
export type CapabilityFilter = keyof typeof capabilityFilters;

const names = Object.keys(capabilityFilters) as readonly CapabilityFilter[];

/** Returns the filters that a model matches. A missing capability counts as unsupported. */
export function getMatchingFilters({ model_spec }: Model): readonly CapabilityFilter[] {
  return names.filter((name) => model_spec?.capabilities?.[capabilityFilters[name].capability] === true);
}
