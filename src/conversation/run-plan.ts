import type { ChatMessage } from '../wire/chat-message.js';
import type { ConversationState, QueuedCommand } from './conversation-state.js';
import { getRetriedMessages } from './interrupted-run.js';

/** The messages of a run, as its command requires them. */
export interface RunPlan {
  /** The messages to send. */
  readonly sent: readonly ChatMessage[];
  /** The messages to show before the first output. */
  readonly shown: readonly ChatMessage[];
  /** The history before the command, if that removes messages from it. */
  readonly replaced?: readonly ChatMessage[];
}

/** Returns the plan of a command; undefined if an earlier command has removed the message that it edits. */
export function planRun(command: QueuedCommand, state: ConversationState): RunPlan | undefined {
  const { messages, interrupted } = state;
  switch (command.type) {
    case 'send': {
      const sent: readonly ChatMessage[] = [...messages, { role: 'user', content: command.content }];
      return { sent, shown: sent };
    }
    case 'regenerate': {
      const sent = interrupted ? getRetriedMessages(messages, interrupted) : withoutAnswer(messages);
      const isLonger = messages.every((message, index) => message === sent[index]);
      // An answer stays until there is another one.
      return isLonger ? { sent, shown: sent } : { sent, shown: messages, replaced: messages };
    }
    case 'edit': {
      const { index, message, content } = command;
      const retried = interrupted ? getRetriedMessages(messages, interrupted) : messages;
      const base = [messages, retried].find((list) => list[index] === message);
      if (base === undefined) return undefined;
      const sent = [...base.slice(0, index), { ...message, content }];
      return { sent, shown: sent, replaced: messages };
    }
  }
}

/**
 * The history without its last answer, i.e. the last messages of the assistant and its tools. If it ends with a result, there is
 * no answer yet, and the tools that have run do not run again.
 */
function withoutAnswer(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  if (messages.at(-1)?.role === 'tool') return messages;
  let length = messages.length;
  while (isPartOfAnswer(messages[length - 1])) length -= 1;
  return messages.slice(0, length);
}

function isPartOfAnswer(message: ChatMessage | undefined): boolean {
  return message?.role === 'assistant' || message?.role === 'tool';
}
