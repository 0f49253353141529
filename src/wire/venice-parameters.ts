/**
 * Request parameters specific to Venice: `venice_parameters`.
 *
 * Source: Venice API reference, `POST /chat/completions`, `venice_parameters`.
 */
export interface VeniceParameters {
  /** Slug of the public character that answers. An unknown slug fails with 404. */
  readonly character_slug?: string;
  /** Removes the reasoning from the answer. Default: false. */
  readonly strip_thinking_response?: boolean;
  /** Disables reasoning if the model allows it, otherwise strips it. Default: false. */
  readonly disable_thinking?: boolean;
  /** Uses end-to-end encryption on models that support it, if the request has the headers of the encryption. Default: true. */
  readonly enable_e2ee?: boolean;
  /** Searches the web before answering. Default: `off`. */
  readonly enable_web_search?: 'auto' | 'off' | 'on';
  /** Reads up to five URLs from the last user message. Default: false. */
  readonly enable_web_scraping?: boolean;
  /** Instructs the model to mark its sources in the text. Default: false. */
  readonly enable_web_citations?: boolean;
  /** Sends the sources in a chunk of the stream. Default: false. */
  readonly include_search_results_in_stream?: boolean;
  /** Sends the sources as a synthetic tool call named `web_search`. Default: false. */
  readonly return_search_results_as_documents?: boolean;
  /** Adds Venice's system prompt before yours. Default: true. */
  readonly include_venice_system_prompt?: boolean;
  /** Lets Grok models search X. Default: false. */
  readonly enable_x_search?: boolean;
}

/** Effective settings of an answer, and the sources found by a web search. */
export interface VeniceParametersEcho extends VeniceParameters {
  /** Sources in the order of their marks in the text. */
  readonly web_search_citations?: readonly WebSearchCitation[];
  /** Fields that only some answers have. */
  readonly [extra: string]: unknown;
}

/** Source found by a web search. */
export interface WebSearchCitation {
  /** Title of the page. */
  readonly title: string;
  /** URL of the page. */
  readonly url: string;
  /** Excerpt; may contain HTML. */
  readonly content?: string;
  /** Publication date in the format of the page; often empty. */
  readonly date?: string;
  /** Fields that only some answers have. */
  readonly [extra: string]: unknown;
}
