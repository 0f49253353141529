import type { Observable } from 'rxjs';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { RunnableTool } from '../tools/runnable-tool.js';
import type { ToolRunOptions } from '../tools/tool-run-options.js';
import type { ConversationExport } from './conversation-export.js';

/** What every request of a conversation has beside the messages. The answers come in chunks, and one of them at a time. */
export type ConversationRequest = Omit<ChatCompletionRequest, 'messages' | 'n' | 'stream' | 'tools'>;

/**
 * How a command that comes during a run is handled, named after RxJS's flattening operators. `concat`: it waits for the run to
 * end; `switch`: the run is stopped, and the part of its answer that has arrived is kept; `exhaust`: the command is dropped.
 */
export type WhileRunning = 'concat' | 'exhaust' | 'switch';

/**
 * Chooses what is sent of a history, before each request. The first value counts. What it splits is repaired, so that no call is
 * sent without its result, nor a result without its call.
 */
export type HistoryTrim = (
  messages: readonly ChatMessage[],
) => Observable<readonly ChatMessage[]> | PromiseLike<readonly ChatMessage[]> | readonly ChatMessage[];

/** Options of {@link Conversation}; those of `runTools` hold for each of its runs. */
export interface ConversationOptions extends Omit<ToolRunOptions, 'tools'> {
  /** What every request has beside the messages; a function is asked at the beginning of each run, as for a model that changes. */
  readonly request: ConversationRequest | (() => ConversationRequest);
  /** What the conversation begins with, such as a message of the system. Default: nothing. */
  readonly messages?: readonly ChatMessage[];
  /** What `export()` returned: the conversation goes on there, and `messages` are not used. Default: it begins empty. */
  readonly from?: ConversationExport | null | undefined;
  /** What the model may call. Default: nothing. */
  readonly tools?: readonly RunnableTool[];
  /** How a command that comes during a run is handled. Default: `concat`, so that nothing is lost or cut. */
  readonly whileRunning?: WhileRunning;
  /** Chooses what is sent of the history, such as `trimToTokens`. The history itself stays whole. Default: all of it is sent. */
  readonly trim?: HistoryTrim;
}
