import type { StreamingChatCompletionRequest } from 'venice-rx';

/** A question that every server under test answers. */
export const question: StreamingChatCompletionRequest = {
  model: 'default',
  messages: [{ role: 'user', content: 'Tell me a story.' }],
  stream: true,
};
