/** Tool that the model may call. */
export type Tool = FunctionTool | BuiltInTool;

/** Function of your application. */
export interface FunctionTool {
  /** Marks the variant. */
  readonly type: 'function';
  /** Accepted, but not used. */
  readonly id?: string;
  /** Declaration of the function for the model. */
  readonly function: {
    /** Name of the function. */
    readonly name: string;
    /** Description of the function and of when to call it. */
    readonly description?: string;
    /** JSON Schema of the arguments. */
    readonly parameters?: JsonSchema;
    /** Whether to enforce the schema. Default: false. */
    readonly strict?: boolean;
  };
}

/** Tool of the server. `POST /chat/completions` accepts it, but ignores it: enable search with `venice_parameters`. */
export interface BuiltInTool {
  /** Marks the variant. */
  readonly type: 'web_search' | 'x_search';
}

/** Whether the model calls a tool, and which one. */
export type ToolChoice =
  'auto' | 'none' | 'required' | { readonly type: 'function'; readonly function: { readonly name: string } };

/** Format of the answer. */
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

/** JSON Schema object. */
export type JsonSchema = Readonly<Record<string, unknown>>;
