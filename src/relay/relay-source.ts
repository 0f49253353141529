import type { Observable } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/**
 * Creates the chat to relay: `(gate) => client.chat.completions.create(request, { gate })`. Called once, or not at all if the browser has
 * already disconnected. The gate emits false while the browser reads more slowly than the chat emits.
 */
export type RelaySource = (gate: Observable<boolean>) => Observable<ChatCompletion | ChatCompletionChunk>;
