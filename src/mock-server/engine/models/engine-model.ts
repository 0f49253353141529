/** A model as `GET /models` lists it. */
export interface EngineModel {
  /** Its name; case-sensitive. */
  readonly id: string;
  /** Always this literal. */
  readonly object: 'model';
  /** When it was added, in Unix seconds. */
  readonly created: number;
  /** Always this literal. */
  readonly owned_by: 'venice.ai';
  /** `text` for models that chat. */
  readonly type: string;
  /** Tokens that prompt and answer may have together. */
  readonly context_length?: number;
  /** What it can do, and for how much. */
  readonly model_spec: EngineModelSpec;
}

/** What a model can do, and for how much. */
export interface EngineModelSpec {
  /** Name for people. */
  readonly name: string;
  /** What happens to the prompts: `private` or `anonymized`. */
  readonly privacy: string;
  /** Tokens that prompt and answer may have together. */
  readonly availableContextTokens: number;
  /** The most tokens that an answer may have. */
  readonly maxCompletionTokens: number;
  /** Roles that it plays, such as `default`. */
  readonly traits: readonly string[];
  /** What it can do, by the names of the wire. */
  readonly capabilities: EngineCapabilities;
  /** Defaults of the sampling. */
  readonly constraints: {
    readonly temperature: { readonly default: number };
    readonly top_p: { readonly default: number };
  };
  /** What it costs. Absent: unknown, and answers come without `cost`. */
  readonly pricing?: EnginePrices;
  /** When it goes away. Default: it stays. */
  readonly deprecation?: {
    /** Whether requests go to the replacement afterwards. */
    readonly autoRemap: boolean;
    /** When, as an ISO date. */
    readonly date: string;
    /** When it is gone, as an ISO date. */
    readonly removesAt: string;
    /** What to use in its place. */
    readonly replacementModelId?: string;
  };
  /** Whether it is out of order. */
  readonly offline?: boolean;
}

/** What a model can do. */
export interface EngineCapabilities {
  /** Whether it was made for code. */
  readonly optimizedForCode: boolean;
  /** Precision of its weights, such as `fp8`. */
  readonly quantization: string;
  /** Takes sound. */
  readonly supportsAudioInput: boolean;
  /** Takes prompts that are encrypted end to end. */
  readonly supportsE2EE: boolean;
  /** Calls tools. */
  readonly supportsFunctionCalling: boolean;
  /** Tells log probabilities. */
  readonly supportsLogProbs: boolean;
  /** Takes several images. */
  readonly supportsMultipleImages: boolean;
  /** Reasons before it answers. */
  readonly supportsReasoning: boolean;
  /** Can be told how much to reason. */
  readonly supportsReasoningEffort: boolean;
  /** Answers by a JSON Schema. */
  readonly supportsResponseSchema: boolean;
  /** Proves that it runs in an enclave. */
  readonly supportsTeeAttestation: boolean;
  /** Takes videos. */
  readonly supportsVideoInput: boolean;
  /** Takes images. */
  readonly supportsVision: boolean;
  /** Can be given the results of a web search. */
  readonly supportsWebSearch: boolean;
  /** Searches X. */
  readonly supportsXSearch: boolean;
  /** Efforts that it takes. Absent: any, which it ignores. */
  readonly reasoningEffortOptions?: readonly string[];
  /** The effort without a wish. */
  readonly defaultReasoningEffort?: string;
}

/** Prices for a million tokens. */
export interface EnginePrices {
  /** Tokens of the prompt. */
  readonly input: EnginePrice;
  /** Tokens of the answer. */
  readonly output: EnginePrice;
  /** Tokens of the prompt that come from a cache. Default: as `input`. */
  readonly cache_input?: EnginePrice;
}

/** A price in US dollars, and in Venice's DIEM credits. */
export interface EnginePrice {
  /** US dollars. */
  readonly usd: number;
  /** DIEM credits. */
  readonly diem: number;
}
