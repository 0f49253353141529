import { isRecord } from '../json/is-record.js';
import { repairHistory } from '../history/repair-history.js';
import type { ChatSource } from '../operators/internal/chat-source.js';
import { runSettings } from '../tools/run-settings.js';
import type { ToolRunOptions } from '../tools/tool-run-options.js';
import { checkMessages } from './check-messages.js';
import { readExport } from './conversation-export.js';
import type { ConversationOptions, ConversationRequest, WhileRunning } from './conversation-options.js';
import type { ConversationState } from './conversation-state.js';
import { trimmedChat } from './trimmed-chat.js';

/** Validated options of a conversation, with their defaults. */
export interface ConversationSettings {
  /** Sends the requests, with the history trimmed. */
  readonly chat: ChatSource;
  readonly request: () => ConversationRequest;
  readonly whileRunning: WhileRunning;
  /** The options of each run. */
  readonly options: ToolRunOptions;
  readonly initial: ConversationState;
}

/** Reads options; throws a `TypeError` that names the invalid one. */
export function conversationSettings(chat: ChatSource, options: ConversationOptions): ConversationSettings {
  const { request, messages = [], from, tools = [], whileRunning = 'concat', trim, ...others } = options;
  const isChat =
    typeof chat === 'function' || typeof (chat as { create?: unknown } | null)?.create === 'function';
  check(isChat, 'chat: give client.chat.completions, or a function that asks');
  check(typeof request === 'function' || isRecord(request), 'request: give an object with a `model`');
  check(policies.includes(whileRunning), 'whileRunning: give `concat`, `switch` or `exhaust`');
  check(trim === undefined || typeof trim === 'function', 'trim: give a function, such as trimToTokens()');
  const runOptions: ToolRunOptions = { ...others, tools };
  runSettings(runOptions);
  checkMessages(messages, 'messages');
  const { version: _, ...saved } =
    from == null ? { version: 1, messages: repairHistory([...messages]) } : readExport(from);
  return {
    chat: trim === undefined ? chat : trimmedChat(chat, trim),
    request: typeof request === 'function' ? request : () => request,
    whileRunning,
    options: runOptions,
    initial: { ...saved, status: 'idle', isRunning: false, toolCalls: [], queue: [] },
  };
}

const policies: readonly string[] = ['exhaust', 'concat', 'switch'];

function check(isFine: boolean, problem: string): asserts isFine {
  if (!isFine) throw new TypeError(problem);
}
