/** A model as listed by `GET /models`. */
export interface EngineModel {
  /** Model id; case-sensitive. */
  readonly id: string;
  /** Type of the object. */
  readonly object: 'model';
  /** Creation time, in Unix seconds. */
  readonly created: number;
  /** Owner, as Venice reports it for all models. */
  readonly owned_by: 'venice.ai';
  /** `text` for chat models. */
  readonly type: string;
  /** Context window in tokens, for prompt and answer together. */
  readonly context_length?: number;
  /** Capabilities and pricing. */
  readonly model_spec: EngineModelSpec;
}

/** Capabilities and pricing of a model. */
export interface EngineModelSpec {
  /** Display name. */
  readonly name: string;
  /** Privacy of the prompts: `private` or `anonymized`. */
  readonly privacy: string;
  /** Context window in tokens. A longer prompt is a 400. */
  readonly availableContextTokens: number;
  /** Maximum number of tokens of an answer. */
  readonly maxCompletionTokens: number;
  /** Traits of the model, such as `default`. */
  readonly traits: readonly string[];
  /** Capabilities, by their names on the wire. */
  readonly capabilities: EngineCapabilities;
  /** Default sampling settings. */
  readonly constraints: {
    readonly temperature: { readonly default: number };
    readonly top_p: { readonly default: number };
  };
  /** Prices. Absent if unknown; answers then have no `cost`. */
  readonly pricing?: EnginePrices;
  /** Planned retirement. Default: none. */
  readonly deprecation?: {
    /** Whether the replacement answers requests for this model after `removesAt`. */
    readonly autoRemap: boolean;
    /** Date for the header `x-venice-model-deprecation-date`, in ISO 8601. */
    readonly date: string;
    /** When the model is retired, in ISO 8601. */
    readonly removesAt: string;
    /** Id of the replacement. */
    readonly replacementModelId?: string;
  };
  /** Whether the model is offline. */
  readonly offline?: boolean;
}

/** Capabilities of a model. */
export interface EngineCapabilities {
  /** Optimized for code. */
  readonly optimizedForCode: boolean;
  /** Quantization of the weights, such as `fp8`. */
  readonly quantization: string;
  /** Accepts audio. */
  readonly supportsAudioInput: boolean;
  /** Accepts end-to-end encrypted prompts. */
  readonly supportsE2EE: boolean;
  /** Calls tools. */
  readonly supportsFunctionCalling: boolean;
  /** Returns log probabilities. */
  readonly supportsLogProbs: boolean;
  /** Accepts several images. */
  readonly supportsMultipleImages: boolean;
  /** Reasons before it answers. */
  readonly supportsReasoning: boolean;
  /** Has a configurable reasoning effort. */
  readonly supportsReasoningEffort: boolean;
  /** Supports output that follows a JSON Schema. */
  readonly supportsResponseSchema: boolean;
  /** Provides attestation that it runs in an enclave. */
  readonly supportsTeeAttestation: boolean;
  /** Accepts videos. */
  readonly supportsVideoInput: boolean;
  /** Accepts images. */
  readonly supportsVision: boolean;
  /** Can use the results of a web search. */
  readonly supportsWebSearch: boolean;
  /** Searches X. */
  readonly supportsXSearch: boolean;
  /** Supported reasoning efforts. If absent, any effort is accepted and ignored. */
  readonly reasoningEffortOptions?: readonly string[];
  /** Reasoning effort if the request sets none. */
  readonly defaultReasoningEffort?: string;
}

/** Prices per million tokens. */
export interface EnginePrices {
  /** Prompt tokens. */
  readonly input: EnginePrice;
  /** Completion tokens. */
  readonly output: EnginePrice;
  /** Cached prompt tokens. Default: same as `input`. */
  readonly cache_input?: EnginePrice;
}

/** A price in US dollars and in Venice's DIEM credits. */
export interface EnginePrice {
  /** US dollars. */
  readonly usd: number;
  /** DIEM credits. */
  readonly diem: number;
}
