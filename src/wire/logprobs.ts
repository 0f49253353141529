/** How likely the tokens of an answer were. */
export interface Logprobs {
  /** One entry for each token of the content. */
  readonly content?: readonly TokenLogprob[] | null;
  /** One entry for each token of the refusal. */
  readonly refusal?: readonly TokenLogprob[] | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** How likely one token was. */
export interface TokenLogprob {
  /** The token's text. */
  readonly token: string;
  /** Natural logarithm of its probability. */
  readonly logprob: number;
  /** Its UTF-8 bytes, where a token is a part of a character. */
  readonly bytes?: readonly number[] | null;
  /** The most likely tokens at this position. */
  readonly top_logprobs?: readonly TokenLogprob[];
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}
