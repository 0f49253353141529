import { type Observable, defer } from 'rxjs';
import { bindContext } from '../../async-context/bind-context.js';
import type { ChatCompletionChunk } from '../../wire/chat-completion-chunk.js';
import type { StreamingChatCompletionRequest } from '../../wire/chat-completion-request.js';

/** Asks for an answer in chunks. */
export type ChatFunction = (request: StreamingChatCompletionRequest) => Observable<ChatCompletionChunk>;

/** What sends the requests of a run: `client.chat.completions`, or a function of yours that does what it likes on the way. */
export type ChatSource = ChatFunction | { readonly create: ChatFunction };

/** Sends the request for each subscriber. A function of the application may emit in the async context of another run. */
export function ask(
  chat: ChatSource,
  request: StreamingChatCompletionRequest,
): Observable<ChatCompletionChunk> {
  return defer(() => (typeof chat === 'function' ? chat(request) : chat.create(request))).pipe(bindContext());
}
