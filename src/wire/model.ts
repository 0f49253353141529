/**
 * Model served by Venice. Fields that some models lack are optional; Venice may add types and capabilities.
 *
 * Source: Venice API reference, `GET /models`.
 */
export interface Model {
  /** Model ID for requests; case-sensitive. */
  readonly id: string;
  /** Always `model`. */
  readonly object?: 'model';
  /** Time the model was added, in Unix seconds. */
  readonly created?: number;
  /** Owner of the model. */
  readonly owned_by?: string;
  /** `text`, `image`, `embedding` and others. */
  readonly type?: string;
  /** Maximum number of tokens of prompt and answer together. */
  readonly context_length?: number;
  /** Capabilities, prices and service details. */
  readonly model_spec?: ModelSpec;
  /** Fields unknown to this version. */
  readonly [extra: string]: unknown;
}

/** Capabilities, prices and service details of a model. */
export interface ModelSpec {
  /** Display name. */
  readonly name?: string;
  /** Description of its strengths. */
  readonly description?: string;
  /** `private`: nothing leaves Venice; `anonymized`: a provider sees the prompt, not the user. New values may be added. */
  readonly privacy?: string;
  /** Traits of the model, such as `default_code`. */
  readonly traits?: readonly string[];
  /** Maximum number of tokens of prompt and answer together. */
  readonly availableContextTokens?: number;
  /** Maximum number of tokens of one answer. */
  readonly maxCompletionTokens?: number;
  /** Whether the model is in beta. */
  readonly betaModel?: boolean;
  /** Whether only some accounts may use the model. */
  readonly beta?: boolean;
  /** Whether the model is currently unavailable. */
  readonly offline?: boolean;
  /** Set if the model is scheduled for retirement. */
  readonly deprecation?: {
    readonly date?: string;
    readonly replacementModelId?: string;
    readonly [extra: string]: unknown;
  };
  /** Capabilities of text models. */
  readonly capabilities?: ModelCapabilities;
  /** Default settings, such as `temperature`. */
  readonly constraints?: Readonly<Record<string, unknown>>;
  /** Prices; absent for some models. */
  readonly pricing?: ModelPricing;
  /** Fields unknown to this version. */
  readonly [extra: string]: unknown;
}

/** Capabilities of text models. */
export interface ModelCapabilities {
  /** Optimized for code. */
  readonly optimizedForCode?: boolean;
  /** Supports tool calls. */
  readonly supportsFunctionCalling?: boolean;
  /** Reasons before answering. */
  readonly supportsReasoning?: boolean;
  /** Accepts a reasoning effort in the request. */
  readonly supportsReasoningEffort?: boolean;
  /** Supports answers that conform to a JSON Schema. */
  readonly supportsResponseSchema?: boolean;
  /** Accepts images. */
  readonly supportsVision?: boolean;
  /** Accepts video. */
  readonly supportsVideoInput?: boolean;
  /** Accepts audio. */
  readonly supportsAudioInput?: boolean;
  /** Supports web search. */
  readonly supportsWebSearch?: boolean;
  /** Returns log probabilities. */
  readonly supportsLogProbs?: boolean;
  /** Supports end-to-end encryption. */
  readonly supportsE2EE?: boolean;
  /** Supported values of `reasoning_effort`. */
  readonly reasoningEffortOptions?: readonly string[];
  /** Capabilities unknown to this version. */
  readonly [extra: string]: unknown;
}

/** Prices per million tokens. */
export interface ModelPricing extends TokenPrices {
  /** Prices of a request with a long prompt; they apply to all of its tokens. */
  readonly extended?: ExtendedPricing;
}

/** Prices of requests with a long prompt. */
export interface ExtendedPricing extends TokenPrices {
  /** The prices apply if the prompt has more tokens. */
  readonly context_token_threshold?: number;
}

/** Price of each kind of token. */
export interface TokenPrices {
  /** Price of prompt tokens. */
  readonly input?: ModelPrice;
  /** Price of answer tokens. */
  readonly output?: ModelPrice;
  /** Price of prompt tokens read from the cache. */
  readonly cache_input?: ModelPrice;
  /** Price of prompt tokens written to the cache. */
  readonly cache_write?: ModelPrice;
  /** Prices unknown to this version. */
  readonly [extra: string]: unknown;
}

/** Price per million tokens. */
export interface ModelPrice {
  /** US dollars. */
  readonly usd?: number;
  /** Venice's DIEM credits. */
  readonly diem?: number;
}
