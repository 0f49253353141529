/**
 * What Venice adds to the request of other servers: `venice_parameters`.
 *
 * Source: Venice API reference, `POST /chat/completions`, `venice_parameters`.
 */
export interface VeniceParameters {
  /** Public character to answer as. An unknown slug is a 404. */
  readonly character_slug?: string;
  /** Removes the reasoning from the answer. Default: false. */
  readonly strip_thinking_response?: boolean;
  /** Turns reasoning off where the model allows it, and strips it where not. Default: false. */
  readonly disable_thinking?: boolean;
  /** Uses end-to-end encryption on models that can, when its headers are sent. Default: true. */
  readonly enable_e2ee?: boolean;
  /** Searches the web before the answer. Default: `off`. */
  readonly enable_web_search?: 'auto' | 'off' | 'on';
  /** Reads up to five addresses named in the last user message. Default: false. */
  readonly enable_web_scraping?: boolean;
  /** Asks the model to mark its sources in the text. Default: false. */
  readonly enable_web_citations?: boolean;
  /** Sends the sources in a chunk of the stream. Default: false. */
  readonly include_search_results_in_stream?: boolean;
  /** Sends the sources as a synthetic tool call named `web_search`. Default: false. */
  readonly return_search_results_as_documents?: boolean;
  /** Puts Venice's own system prompt before yours. Default: true. */
  readonly include_venice_system_prompt?: boolean;
  /** Lets Grok models search X. Default: false. */
  readonly enable_x_search?: boolean;
}

/** The settings that were in force for an answer, and the sources that a web search found. */
export interface VeniceParametersEcho extends VeniceParameters {
  /** Sources in the order of their marks in the text. */
  readonly web_search_citations?: readonly WebSearchCitation[];
  /** Fields that only some answers carry. */
  readonly [extra: string]: unknown;
}

/** One source that a web search found. */
export interface WebSearchCitation {
  /** Title of the page. */
  readonly title: string;
  /** Address of the page. */
  readonly url: string;
  /** Excerpt; may hold HTML. */
  readonly content?: string;
  /** When the page was published, as the page says it; often empty. */
  readonly date?: string;
  /** Fields that only some answers carry. */
  readonly [extra: string]: unknown;
}
