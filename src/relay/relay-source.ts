import type { Observable } from 'rxjs';
import type { ChatCompletionChunk } from '../wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../wire/chat-completion.js';

/**
 * Makes the chat that is to be relayed: `(gate) => client.chat.completions.create(request, { gate })`. Called once, when
 * there is known to be a reader. The gate is shut while the browser takes less than comes.
 */
export type RelaySource = (gate: Observable<boolean>) => Observable<ChatCompletion | ChatCompletionChunk>;
