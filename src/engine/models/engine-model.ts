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
    readonly autoRemap: boolean;
    readonly date: string;
    readonly removesAt: string;
    readonly replacementModelId?: string;
  };
  /** Whether it is out of order. */
  readonly offline?: boolean;
}

/** What a model can do. */
export interface EngineCapabilities {
  readonly optimizedForCode: boolean;
  readonly quantization: string;
  readonly supportsAudioInput: boolean;
  readonly supportsE2EE: boolean;
  readonly supportsFunctionCalling: boolean;
  readonly supportsLogProbs: boolean;
  readonly supportsMultipleImages: boolean;
  readonly supportsReasoning: boolean;
  readonly supportsReasoningEffort: boolean;
  readonly supportsResponseSchema: boolean;
  readonly supportsTeeAttestation: boolean;
  readonly supportsVideoInput: boolean;
  readonly supportsVision: boolean;
  readonly supportsWebSearch: boolean;
  readonly supportsXSearch: boolean;
  readonly reasoningEffortOptions?: readonly string[];
  readonly defaultReasoningEffort?: string;
}

/** Prices for a million tokens. */
export interface EnginePrices {
  readonly input: EnginePrice;
  readonly output: EnginePrice;
  readonly cache_input?: EnginePrice;
}

/** A price in US dollars, and in Venice's DIEM credits. */
export interface EnginePrice {
  readonly usd: number;
  readonly diem: number;
}
