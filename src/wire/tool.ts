/** A tool that the model may call. */
export type Tool = FunctionTool | BuiltInTool;

/** A function of yours. */
export interface FunctionTool {
  /** Marks the variant. */
  readonly type: 'function';
  /** Accepted and not used. */
  readonly id?: string;
  /** What the model has to know of it. */
  readonly function: {
    /** Its name. */
    readonly name: string;
    /** What it does and when to call it. */
    readonly description?: string;
    /** JSON Schema of its arguments. */
    readonly parameters?: JsonSchema;
    /** Holds the model to the schema. Default: false. */
    readonly strict?: boolean;
  };
}

/** A tool of the server. On this endpoint these pass the check but do not turn search on: use `venice_parameters`. */
export interface BuiltInTool {
  /** Marks the variant. */
  readonly type: 'web_search' | 'x_search';
}

/** Whether and which tool the model is to call. */
export type ToolChoice =
  'auto' | 'none' | 'required' | { readonly type: 'function'; readonly function: { readonly name: string } };

/** The form that an answer is to have. */
export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly json_schema: {
        readonly name: string;
        readonly strict?: boolean;
        readonly schema: JsonSchema;
      };
    };

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;
