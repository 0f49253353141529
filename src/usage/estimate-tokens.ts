import { isAmount } from '../json/is-amount.js';
import { promptLength } from '../history/prompt-length.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/** Average characters per token in English text. */
const charactersOfToken = 4;
/** Tokens of a message's framing. */
const tokensAroundMessage = 4;
/** Assumed tokens of a completion without a limit. */
const defaultAnswerTokens = 1000;

/** Returns the tokens of a string of this length. */
export function tokensOfText(characters: number): number {
  return Math.ceil(characters / charactersOfToken);
}

/** Returns the estimated tokens of the messages of a request. */
export function tokensOfMessages(request: ChatCompletionRequest): number {
  const { messages = [] } = Object(request) as Partial<ChatCompletionRequest>;
  return (
    tokensOfText(promptLength(messages)) +
    tokensAroundMessage * (Array.isArray(messages) ? messages.length : 0)
  );
}

/** Returns the estimated tokens of its completions. */
export function tokensOfAnswer(request: ChatCompletionRequest): number {
  const { max_completion_tokens, max_tokens, n } = Object(request) as Readonly<Record<string, unknown>>;
  const most = [max_completion_tokens, max_tokens].find(isAmount) ?? defaultAnswerTokens;
  return most * (isAmount(n) ? n : 1);
}

/**
 * Estimates the tokens of a request: one per four characters of its messages plus four per message; for the completion
 * `max_completion_tokens` or `max_tokens`, else 1,000, multiplied by `n`. Images and audio are not counted, since their
 * cost is not documented.
 */
export function estimateTokens(request: ChatCompletionRequest): number {
  return tokensOfMessages(request) + tokensOfAnswer(request);
}
