import { defer } from 'rxjs';
import { isVeniceError } from '../errors/venice-error.js';
import { fallbackTo } from '../operators/fallback-to.js';
import { type ChatFunction, type ChatSource, ask } from '../operators/internal/chat-source.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { HistoryTrim } from './conversation-options.js';
import { tokensOfMessage, trimToTokens } from './trim-to-tokens.js';
import { trimmedChat } from './trimmed-chat.js';

/**
 * Calls `chat`. If the model rejects the messages as too long, calls `chat` again with the messages that `trim` keeps. Later requests to the
 * same model that are at least as long are trimmed at once, since the server counts a rejected request as a failure.
 */
export function retrimmedChat(chat: ChatSource, trim: HistoryTrim | true): ChatFunction {
  const shorten = trim === true ? latestHalf : trim;
  const rejected = { model: '', tokens: 0 };
  const send: ChatFunction = (request) => {
    const { model, messages } = request;
    const sendShorter = (error: unknown): ReturnType<ChatFunction> => {
      Object.assign(rejected, { model, tokens: countTokens(messages) });
      const sendUnlessSame: ChatFunction = (next) => {
        if (isSame(next.messages, messages)) throw error;
        return ask(chat, next);
      };
      return trimmedChat(sendUnlessSame, shorten)(request);
    };
    return ask(chat, request).pipe(fallbackTo(sendShorter, { when: isContextLengthError }));
  };
  const sendTrimmed = trimmedChat(send, shorten);
  return (request) =>
    defer(() => {
      const { model, messages } = request;
      const isTooLong = model === rejected.model && countTokens(messages) >= rejected.tokens;
      return isTooLong ? sendTrimmed(request) : send(request);
    });
}

const latestHalf: HistoryTrim = (messages) =>
  trimToTokens({ maxTokens: Math.max(1, countTokens(messages) / 2) })(messages);

function countTokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((tokens, message) => tokens + tokensOfMessage(message), 0);
}

function isSame(messages: readonly ChatMessage[], others: readonly ChatMessage[]): boolean {
  return messages.length === others.length && messages.every((message, index) => message === others[index]);
}

/** Compares the name, since the error may come from another copy of the package. */
function isContextLengthError(error: unknown): boolean {
  return isVeniceError(error) && error.name === 'ContextLengthExceededError';
}
