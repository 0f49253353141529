import type { Injector } from '@angular/core';
import { type ConversationOptions, conversationOptionRules } from '../conversation/conversation-options.js';
import { type LoadOptions, saveOptionRules } from '../conversation/store/save-options.js';
import { type ChatSource, aChatSource } from '../operators/internal/chat-source.js';
import type { OptionRules } from '../options/check-options.js';
import { aString, aWord, anything, required } from '../options/option-rules.js';

/** Options of {@link injectConversation}. */
export interface InjectConversationOptions<Metadata = unknown> extends ConversationOptions<Metadata> {
  /** Sends the requests: another client's `chat.completions`, or a function. Default: the client of `provideVenice`. */
  readonly chat?: ChatSource;
  /** The conversation is closed when this injector is destroyed. Default: the injector of the calling context. */
  readonly injector?: Injector;
}

/** Options of {@link injectConversation} for a conversation in a store: those of `Conversation.load`, `id`, `chat` and `onServer`. */
export interface InjectStoredConversationOptions<Metadata = unknown> extends LoadOptions<Metadata> {
  /** Id of the conversation in the store. */
  readonly id: string;
  /** Sends the requests: another client's `chat.completions`, or a function. Default: the client of `provideVenice`. */
  readonly chat?: ChatSource;
  /**
   * Behavior during server-side rendering. `load` delays the page until the conversation is loaded, and transfers all of its rows to the
   * browser, which shows the conversation in its first rendering, and then loads later changes from its store. `skip` loads nothing, and
   * the page shows the status `loading`. Default: `skip`.
   *
   * On the server, the conversation sends no requests and does not end the runs of other processes. Its commands wait.
   */
  readonly onServer?: 'load' | 'skip';
}

/** Rules for the options of a conversation without a store. */
export const injectConversationRules: OptionRules<InjectConversationOptions> = {
  ...conversationOptionRules,
  chat: aChatSource,
  injector: anything,
};

/** Rules for the options of a conversation in a store. */
export const injectStoredConversationRules: OptionRules<InjectStoredConversationOptions> = {
  ...conversationOptionRules,
  ...saveOptionRules,
  id: required(aString),
  chat: aChatSource,
  onServer: aWord('skip', 'load'),
};
