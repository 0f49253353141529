import { isAmount } from '../json/is-amount.js';
import { promptLength } from '../history/prompt-length.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/** Average number of characters per token in English text. */
const charactersPerToken = 4;
/** Estimated tokens that the server adds to each message, for its role and delimiters. */
const tokensPerMessage = 4;
/** Estimated tokens of a completion if the request does not limit them. */
const defaultCompletion = 1000;

/** Returns the estimated number of tokens of a string of this length. */
export function tokensOfText(characters: number): number {
  return Math.ceil(characters / charactersPerToken);
}

/** Returns the estimated number of tokens of the messages of a request. */
export function tokensOfMessages(request: ChatCompletionRequest): number {
  const { messages = [] } = Object(request) as Partial<ChatCompletionRequest>;
  return (
    tokensOfText(promptLength(messages)) + tokensPerMessage * (Array.isArray(messages) ? messages.length : 0)
  );
}

/** Returns the estimated number of tokens of all completions of a request. */
export function tokensOfCompletions(request: ChatCompletionRequest): number {
  const { max_completion_tokens, max_tokens, n } = Object(request) as Readonly<Record<string, unknown>>;
  const limit = [max_completion_tokens, max_tokens].find(isAmount) ?? defaultCompletion;
  return limit * (isAmount(n) ? n : 1);
}

/**
 * Estimates the number of tokens of a request and its answer. The request counts as one token per four characters of text, plus four
 * tokens per message. The answer counts as `max_completion_tokens` or `max_tokens`, else 1,000, multiplied by `n`. Images, audio,
 * video and files are not counted, since Venice does not document their tokens.
 */
export function estimateTokens(request: ChatCompletionRequest): number {
  return tokensOfMessages(request) + tokensOfCompletions(request);
}
