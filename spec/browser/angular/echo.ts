import type { ChatCompletionRequest, ChatMessage } from 'venice-rx';
import type { TextReply } from 'venice-rx/mock-server';

/** The content of the last message. */
export function getText(messages: readonly ChatMessage[]): string {
  const { content } = messages.at(-1)!;
  return typeof content === 'string' ? content : '';
}

/** A reply that repeats the last message. */
export function echo({ messages }: ChatCompletionRequest): TextReply {
  return { text: `You said: ${getText(messages)}` };
}
