import type { Model, ModelCapabilities } from '../wire/model.js';

/** What a model is wanted for. What is left out does not matter. */
export interface ModelRequirements {
  /** Calls tools. */
  readonly functionCalling?: boolean;
  /** Reasons. */
  readonly reasoning?: boolean;
  /** Sees images. */
  readonly vision?: boolean;
  /** Keeps to a JSON Schema. */
  readonly responseSchema?: boolean;
  /** Made for code. */
  readonly code?: boolean;
  /** Searches the web. */
  readonly webSearch?: boolean;
  /** Reports log probabilities. */
  readonly logProbs?: boolean;
  /** Takes at least so many tokens of prompt and answer together. */
  readonly minContextTokens?: number;
  /** Only models whose prompts only Venice sees. */
  readonly private?: boolean;
  /** Ids to take first, the best first, where they fit. */
  readonly prefer?: readonly string[];
  /** Ids to leave out. */
  readonly exclude?: readonly string[];
  /** Takes models on trial too. Default: false. */
  readonly includeBeta?: boolean;
}

const capabilities: Readonly<Partial<Record<keyof ModelRequirements, keyof ModelCapabilities>>> = {
  functionCalling: 'supportsFunctionCalling',
  reasoning: 'supportsReasoning',
  vision: 'supportsVision',
  responseSchema: 'supportsResponseSchema',
  code: 'optimizedForCode',
  webSearch: 'supportsWebSearch',
  logProbs: 'supportsLogProbs',
};

/**
 * The model that fits: the first of `prefer`, else the one with the trait `default`, else the first of the list.
 * Undefined where none fits. A capability that is not stated is taken for missing, an unknown privacy for not private.
 */
export function chooseModel(models: readonly Model[], requirements: ModelRequirements): Model | undefined {
  const fitting = models.filter((model) => fits(model, requirements));
  const byId = (wanted: string): Model | undefined => fitting.find(({ id }) => id === wanted);
  const preferred = requirements.prefer?.map(byId).find((model) => model !== undefined);
  return preferred ?? fitting.find(({ model_spec }) => model_spec?.traits?.includes('default')) ?? fitting[0];
}

function fits({ id, model_spec, context_length }: Model, requirements: ModelRequirements): boolean {
  const spec = model_spec ?? {};
  const has = spec.capabilities ?? {};
  const context = spec.availableContextTokens ?? context_length ?? 0;
  const isBeta = spec.beta === true || spec.betaModel === true;
  return (
    Object.entries(capabilities).every(
      ([wish, name]) => requirements[wish as keyof ModelRequirements] !== true || has[name] === true,
    ) &&
    context >= (requirements.minContextTokens ?? 0) &&
    (requirements.private !== true || spec.privacy === 'private') &&
    (requirements.includeBeta === true || !isBeta) &&
    spec.offline !== true &&
    requirements.exclude?.includes(id) !== true
  );
}
