import type { ChatMessage } from 'venice-rx';
import { answerRequest } from '../../src/mock-server/engine/answer-request.js';
import { context, httpRequest } from '../mock-server/engine/chat-request.js';

const user = { role: 'user', content: 'Go on.' } as const;

const cache = new Map<string, boolean>();

/** Whether the engine of the mock server accepts these messages, followed by one more question. Results are cached. */
export function isAccepted(messages: readonly ChatMessage[]): boolean {
  const request = httpRequest({ model: 'default', messages: [...messages, user] });
  const key = String(request.body);
  const accepted = cache.get(key) ?? answerRequest(request, context()).status === 200;
  cache.set(key, accepted);
  return accepted;
}
