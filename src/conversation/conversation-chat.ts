import { repairHistory } from '../history/repair-history.js';
import { type ChatSource, ask } from '../operators/internal/chat-source.js';
import type { ConversationOptions } from './conversation-options.js';
import { retrimmedChat } from './retrimmed-chat.js';
import { trimmedChat } from './trimmed-chat.js';

type ChatOptions = {
  readonly [Name in 'allowUserAfterTool' | 'trim' | 'trimWhenTooLong']: ConversationOptions[Name] | undefined;
};

/** Returns a chat that sends each request with the messages that the options of the conversation select. */
export function conversationChat(
  chat: ChatSource,
  { allowUserAfterTool = true, trim, trimWhenTooLong }: ChatOptions,
): ChatSource {
  const repaired: ChatSource = allowUserAfterTool
    ? chat
    : (request) =>
        ask(chat, { ...request, messages: repairHistory(request.messages, { allowUserAfterTool }) });
  const retrimmed = trimWhenTooLong === undefined ? repaired : retrimmedChat(repaired, trimWhenTooLong);
  return trim === undefined ? retrimmed : trimmedChat(retrimmed, trim);
}
