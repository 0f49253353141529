/** Log probabilities of the tokens of an answer. */
export interface Logprobs {
  /** One entry per token of the content. */
  readonly content?: readonly TokenLogprob[] | null;
  /** One entry per token of the refusal. */
  readonly refusal?: readonly TokenLogprob[] | null;
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}

/** Log probability of one token. */
export interface TokenLogprob {
  /** Text of the token. */
  readonly token: string;
  /** Natural logarithm of its probability. */
  readonly logprob: number;
  /** UTF-8 bytes of the token, which may be part of a character. */
  readonly bytes?: readonly number[] | null;
  /** Most likely tokens at this position. */
  readonly top_logprobs?: readonly TokenLogprob[];
  /** Fields that only some servers send. */
  readonly [extra: string]: unknown;
}
