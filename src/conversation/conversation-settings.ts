import { isVeniceError } from '../errors/venice-error.js';
import { checkOptions } from '../options/check-options.js';
import { aChatSource } from '../operators/internal/chat-source.js';
import type { ApprovalSigner } from '../history/approval-signer.js';
import { assertOption } from '../options/invalid-option.js';
import type { ChatSource } from '../operators/internal/chat-source.js';
import { type RunSettings, runSettings } from '../tools/run-settings.js';
import { checkMessages } from './check-messages.js';
import { readExport } from './conversation-export.js';
import { randomId } from './random-id.js';
import { type LoadedConversation, loadMessages } from './load-messages.js';
import type { TreeLimits } from './tree/tree-limits.js';
import {
  type ConversationOptions,
  type ConversationRequest,
  type HoldQueueOn,
  type WhileRunning,
  conversationOptionRules,
} from './conversation-options.js';
import { verifyEntries } from './sign-entries.js';
import { conversationChat } from './conversation-chat.js';

/** Validated options of a conversation, with their defaults. */
export interface ConversationSettings<Metadata> {
  /** Sends the requests, with the messages that `trim` has chosen. */
  readonly chat: ChatSource;
  readonly request: () => ConversationRequest;
  readonly whileRunning: WhileRunning;
  /** Whether the queued commands wait after a run that failed with this error. */
  readonly holdsQueue: (error: Error) => boolean;
  /** The options of each run. */
  readonly options: RunSettings;
  readonly approvalSigner: ApprovalSigner | undefined;
  readonly generateId: () => string;
  readonly limits: TreeLimits;
  readonly initial: LoadedConversation<Metadata>;
}

/**
 * Reads options; throws a `TypeError` that names the invalid option.
 *
 * @param isStored - Whether the conversation has a store: its initial messages then have the same ids in all tabs.
 */
export function conversationSettings<Metadata>(
  chat: ChatSource,
  options: ConversationOptions<Metadata>,
  isStored: boolean,
): ConversationSettings<Metadata> {
  checkOptions(options, conversationOptionRules);
  const {
    request,
    messages = [],
    from,
    tools = [],
    whileRunning = 'concat',
    holdQueueOn = 'failure',
    allowUserAfterTool,
    trim,
    trimWhenTooLong,
    approvalSigner,
    generateId = randomId,
    maxEntries = 100_000,
    maxVersions = 1000,
    ...others
  } = options;
  assertOption(aChatSource[0](chat), 'chat', aChatSource[1], chat);
  const runOptions = runSettings({ ...others, tools });
  checkMessages(messages, 'messages');
  const initial =
    from == null
      ? loadMessages<Metadata>(messages, isStored ? initialIds() : generateId)
      : readExport<Metadata>(from, generateId);
  if (from != null && approvalSigner !== undefined) verifyEntries(initial.tree.saved, approvalSigner);
  return {
    chat: conversationChat(chat, { allowUserAfterTool, trim, trimWhenTooLong }),
    request: typeof request === 'function' ? request : () => request,
    whileRunning,
    holdsQueue: typeof holdQueueOn === 'function' ? holdQueueOn : holdPolicies[holdQueueOn],
    options: runOptions,
    approvalSigner,
    generateId,
    limits: { maxEntries, maxVersions },
    initial,
  };
}

const holdPolicies: Readonly<Record<HoldQueueOn & string, (error: Error) => boolean>> = {
  failure: () => true,
  'not-retryable': (error) => !isVeniceError(error) || !error.isRetryable,
  never: () => false,
};

function initialIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `initial-${count}`;
  };
}
