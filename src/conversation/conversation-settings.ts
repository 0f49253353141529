import { isVeniceError } from '../errors/venice-error.js';
import { repairHistory } from '../history/repair-history.js';
import { checkOptions } from '../options/check-options.js';
import { aChatSource } from '../operators/internal/chat-source.js';
import { assertOption } from '../options/invalid-option.js';
import type { ChatSource } from '../operators/internal/chat-source.js';
import { runSettings } from '../tools/run-settings.js';
import type { ToolRunOptions } from '../tools/tool-run-options.js';
import { checkMessages } from './check-messages.js';
import { readExport } from './conversation-export.js';
import {
  type ConversationOptions,
  type ConversationRequest,
  type HoldQueueOn,
  type WhileRunning,
  conversationOptionRules,
} from './conversation-options.js';
import type { ConversationState } from './conversation-state.js';
import { conversationChat } from './conversation-chat.js';

/** Validated options of a conversation, with their defaults. */
export interface ConversationSettings {
  /** Sends the requests, with the history trimmed. */
  readonly chat: ChatSource;
  readonly request: () => ConversationRequest;
  readonly whileRunning: WhileRunning;
  /** Whether a run that failed with this error holds the queue. */
  readonly holdsQueue: (error: Error) => boolean;
  /** The options of each run. */
  readonly options: ToolRunOptions;
  readonly initial: ConversationState;
}

/** Reads options; throws a `TypeError` that names the invalid one. */
export function conversationSettings(chat: ChatSource, options: ConversationOptions): ConversationSettings {
  checkOptions(options, conversationOptionRules);
  const { request, messages = [], from, tools = [], whileRunning = 'concat', ...notRequested } = options;
  const { holdQueueOn = 'failure', allowUserAfterTool, trim, trimWhenTooLong, ...others } = notRequested;
  assertOption(aChatSource[0](chat), 'chat', aChatSource[1], chat);
  const runOptions: ToolRunOptions = { ...others, tools };
  runSettings(runOptions);
  checkMessages(messages, 'messages');
  const { version: _, ...saved } =
    from == null ? { version: 1, messages: repairHistory([...messages]) } : readExport(from);
  return {
    chat: conversationChat(chat, { allowUserAfterTool, trim, trimWhenTooLong }),
    request: typeof request === 'function' ? request : () => request,
    whileRunning,
    holdsQueue: typeof holdQueueOn === 'function' ? holdQueueOn : policies[holdQueueOn],
    options: runOptions,
    initial: { ...saved, status: 'idle', isRunning: false, toolCalls: [], queue: [], isHeld: false },
  };
}

const policies: Readonly<Record<HoldQueueOn & string, (error: Error) => boolean>> = {
  failure: () => true,
  'not-retryable': (error) => !isVeniceError(error) || !error.isRetryable,
  never: () => false,
};
