/**
 * A model that Venice serves. Only what every row has is required: new kinds and capabilities come as they please.
 *
 * Source: Venice API reference, `GET /models`.
 */
export interface Model {
  /** What to name in a request; case-sensitive. */
  readonly id: string;
  /** Always `model`. */
  readonly object?: 'model';
  /** When it was added, in Unix seconds. */
  readonly created?: number;
  /** Who serves it. */
  readonly owned_by?: string;
  /** `text`, `image`, `embedding` and others. */
  readonly type?: string;
  /** Tokens that prompt and answer may have together. */
  readonly context_length?: number;
  /** What it can do, what it costs, and how it is served. */
  readonly model_spec?: ModelSpec;
  /** Fields that this version does not know. */
  readonly [extra: string]: unknown;
}

/** What a model can do, what it costs, and how it is served. */
export interface ModelSpec {
  /** Name for people. */
  readonly name?: string;
  /** What it is good for. */
  readonly description?: string;
  /** `private`: nothing leaves Venice; `anonymized`: a provider sees the prompt, not the user. New words may come. */
  readonly privacy?: string;
  /** Roles that it fills, such as `default_code`. */
  readonly traits?: readonly string[];
  /** Tokens that prompt and answer may have together. */
  readonly availableContextTokens?: number;
  /** Most tokens of one answer. */
  readonly maxCompletionTokens?: number;
  /** True while it is on trial. */
  readonly betaModel?: boolean;
  /** True for models that only some accounts may use. */
  readonly beta?: boolean;
  /** True while it cannot be used. */
  readonly offline?: boolean;
  /** Set when it will be retired. */
  readonly deprecation?: {
    readonly date?: string;
    readonly replacementModelId?: string;
    readonly [extra: string]: unknown;
  };
  /** What it can do. */
  readonly capabilities?: ModelCapabilities;
  /** Defaults of its settings, such as `temperature`. */
  readonly constraints?: Readonly<Record<string, unknown>>;
  /** What it costs; missing for some. */
  readonly pricing?: ModelPricing;
  /** Fields that this version does not know. */
  readonly [extra: string]: unknown;
}

/** What a text model can do. */
export interface ModelCapabilities {
  /** Made for code. */
  readonly optimizedForCode?: boolean;
  /** Calls tools. */
  readonly supportsFunctionCalling?: boolean;
  /** Reasons before it answers. */
  readonly supportsReasoning?: boolean;
  /** Lets the request say how much to reason. */
  readonly supportsReasoningEffort?: boolean;
  /** Keeps to a JSON Schema. */
  readonly supportsResponseSchema?: boolean;
  /** Sees images. */
  readonly supportsVision?: boolean;
  /** Watches video. */
  readonly supportsVideoInput?: boolean;
  /** Hears audio. */
  readonly supportsAudioInput?: boolean;
  /** Searches the web. */
  readonly supportsWebSearch?: boolean;
  /** Reports log probabilities. */
  readonly supportsLogProbs?: boolean;
  /** Answers end-to-end encrypted. */
  readonly supportsE2EE?: boolean;
  /** Values of `reasoning_effort` that it takes. */
  readonly reasoningEffortOptions?: readonly string[];
  /** Capabilities that this version does not know. */
  readonly [extra: string]: unknown;
}

/** Prices per million tokens. */
export interface ModelPricing {
  /** Of prompts. */
  readonly input?: ModelPrice;
  /** Of answers. */
  readonly output?: ModelPrice;
  /** Of prompt tokens that are read from the cache. */
  readonly cache_input?: ModelPrice;
  /** Of prompt tokens that are written to the cache. */
  readonly cache_write?: ModelPrice;
  /** Prices that this version does not know. */
  readonly [extra: string]: unknown;
}

/** One price, per million tokens. */
export interface ModelPrice {
  /** US dollars. */
  readonly usd?: number;
  /** Venice's DIEM credits. */
  readonly diem?: number;
}
