import { promptLength } from '../chat/prompt-length.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/** Characters of a token, on the average of English text. */
const charactersOfToken = 4;
/** Tokens that the frame around a message takes. */
const tokensAroundMessage = 4;
/** What an answer is taken for whose length nobody has limited. */
const tokensOfAnswer = 1000;

/** Tokens of a prompt with so many characters of text, in so many messages. */
export function tokensOfPrompt(characters: number, messages = 1): number {
  return Math.ceil(characters / charactersOfToken) + tokensAroundMessage * messages;
}

/**
 * What a request may use, as a guess: a token for every four characters of its messages and four for each message; for the
 * answer what `max_completion_tokens` or `max_tokens` allows, else 1,000, and that `n` times. Images and sound count nothing:
 * nobody documents what they cost.
 */
export function estimateTokens(request: ChatCompletionRequest): number {
  const { messages, max_completion_tokens, max_tokens, n } = request;
  const answer = max_completion_tokens ?? max_tokens ?? tokensOfAnswer;
  return tokensOfPrompt(promptLength(messages), messages.length) + answer * (n ?? 1);
}
