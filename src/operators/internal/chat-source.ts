import { type Observable, defer } from 'rxjs';
import { bindContext } from '../../async-context/bind-context.js';
import type { OptionRule } from '../../options/option-rules.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { StreamingChatCompletionRequest } from '../../wire/chat-completion-request.js';

/** Sends a request for a streamed answer on subscription. */
export type ChatFunction = (request: StreamingChatCompletionRequest) => Observable<ChatCompletionChunk>;

/** Sends the requests of `runTools` or a conversation: `client.chat.completions`, or your own function, e.g. to add operators. */
export type ChatSource = ChatFunction | { readonly create: ChatFunction };

/** Rule for an option or argument `chat`. */
export const aChatSource: OptionRule = [
  (value) =>
    typeof value === 'function' || typeof (Object(value) as { create?: unknown }).create === 'function',
  'client.chat.completions or a function',
];

/** Sends the request on subscription, and emits in the async context of the subscriber, even if the caller's `chat` emits in another. */
export function ask(
  chat: ChatSource,
  request: StreamingChatCompletionRequest,
): Observable<ChatCompletionChunk> {
  return defer(() => (typeof chat === 'function' ? chat(request) : chat.create(request))).pipe(bindContext());
}
