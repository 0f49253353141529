import { promptLength } from '../history/prompt-length.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/** Characters of a token, on the average of English text. */
const charactersOfToken = 4;
/** Tokens that the frame around a message takes. */
const tokensAroundMessage = 4;
/** What an answer is taken for whose length is not limited. */
const usualAnswer = 1000;

/** Tokens of a text with so many characters. */
export function tokensOfText(characters: number): number {
  return Math.ceil(characters / charactersOfToken);
}

/** Tokens that the messages of a request may have. */
export function tokensOfMessages(request: ChatCompletionRequest): number {
  const { messages = [] } = Object(request) as Partial<ChatCompletionRequest>;
  return (
    tokensOfText(promptLength(messages)) +
    tokensAroundMessage * (Array.isArray(messages) ? messages.length : 0)
  );
}

/** Tokens that its answers may have. */
export function tokensOfAnswer(request: ChatCompletionRequest): number {
  const { max_completion_tokens, max_tokens, n } = Object(request) as Readonly<Record<string, unknown>>;
  const most = [max_completion_tokens, max_tokens].find(isCount) ?? usualAnswer;
  return most * (isCount(n) ? n : 1);
}

/** The request is not validated yet. */
function isCount(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

/**
 * What a request may use, as a guess: a token for every four characters of its messages and four for each message; for the
 * answer what `max_completion_tokens` or `max_tokens` allows, else 1,000, and that `n` times. Images and sound count nothing:
 * their cost is not documented.
 */
export function estimateTokens(request: ChatCompletionRequest): number {
  return tokensOfMessages(request) + tokensOfAnswer(request);
}
