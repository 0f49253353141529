import type { OperatorFunction } from 'rxjs';
import { RequestError } from '../errors/request-error.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { type OptionRule, anything } from '../options/option-rules.js';
import { mapValues } from '../subscribers/map-values.js';
import type { Model, ModelCapabilities } from '../wire/model.js';

/** Requirements for a model. An omitted field requires nothing, except `includeBeta`. */
export interface ModelRequirements {
  /** Supports tool calls. */
  readonly functionCalling?: boolean;
  /** Supports reasoning. */
  readonly reasoning?: boolean;
  /** Accepts images. */
  readonly vision?: boolean;
  /** Supports structured outputs (JSON Schema). */
  readonly responseSchema?: boolean;
  /** Optimized for code. */
  readonly code?: boolean;
  /** Supports web search. */
  readonly webSearch?: boolean;
  /** Returns log probabilities. */
  readonly logProbs?: boolean;
  /** Minimum context length in tokens, prompt and completion together. */
  readonly minContextTokens?: number;
  /** Only models with the privacy `private`: only Venice sees their prompts. */
  readonly private?: boolean;
  /** Preferred model ids in order of preference, used if they meet the requirements. */
  readonly prefer?: readonly string[];
  /** Model ids to exclude. */
  readonly exclude?: readonly string[];
  /** Includes beta models. Default: false. */
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

const modelIds: OptionRule = [(value) => Array.isArray(value), 'an array of model ids'];

const requirementRules: OptionRules<ModelRequirements> = {
  functionCalling: anything,
  reasoning: anything,
  vision: anything,
  responseSchema: anything,
  code: anything,
  webSearch: anything,
  logProbs: anything,
  minContextTokens: anything,
  private: anything,
  prefer: modelIds,
  exclude: modelIds,
  includeBeta: anything,
};

/**
 * Emits a matching model of each list: the first of `prefer`, else that with the trait `default`, else the first of the list. Fails
 * with a `RequestError` if no model matches. A capability that the list does not state counts as missing, and an unknown privacy as not
 * private. Models that are offline never match.
 *
 * @example
 * ```ts
 * import { VeniceClient, findModel } from 'venice-rx';
 *
 * new VeniceClient().models
 *   .list()
 *   .pipe(findModel({ vision: true }))
 *   .subscribe(({ id }) => console.log(id));
 * ```
 */
export function findModel(requirements: ModelRequirements = {}): OperatorFunction<readonly Model[], Model> {
  checkOptions(requirements, requirementRules);
  return mapValues((models) => {
    const model = chooseModel(models, requirements);
    if (model !== undefined) return model;
    const remedy = 'remove a requirement, or see `models.list()`';
    throw new RequestError({
      message: `none of ${models.length} models matches: ${remedy}`,
      path: 'requirements',
      remedy,
    });
  });
}

function chooseModel(models: readonly Model[], requirements: ModelRequirements): Model | undefined {
  const matching = models.filter((model) => matches(model, requirements));
  const byId = (modelId: string): Model | undefined => matching.find(({ id }) => id === modelId);
  const preferred = requirements.prefer?.map(byId).find((model) => model !== undefined);
  return (
    preferred ?? matching.find(({ model_spec }) => model_spec?.traits?.includes('default')) ?? matching[0]
  );
}

function matches({ id, model_spec, context_length }: Model, requirements: ModelRequirements): boolean {
  const spec = model_spec ?? {};
  const has = spec.capabilities ?? {};
  const context = spec.availableContextTokens ?? context_length ?? 0;
  const isBeta = spec.beta === true || spec.betaModel === true;
  return (
    Object.entries(capabilities).every(
      ([requirement, name]) =>
        requirements[requirement as keyof ModelRequirements] !== true || has[name] === true,
    ) &&
    context >= (requirements.minContextTokens ?? 0) &&
    (requirements.private !== true || spec.privacy === 'private') &&
    (requirements.includeBeta === true || !isBeta) &&
    spec.offline !== true &&
    requirements.exclude?.includes(id) !== true
  );
}
