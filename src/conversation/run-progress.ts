import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { ConversationToolCall } from './conversation-tool-call.js';
import type { Totals } from './totals.js';

/** A run as its conversation sees it. */
export interface RunProgress {
  readonly status: 'awaiting-approval' | 'pending' | 'running-tools' | 'streaming';
  /** Id of the entry that the next answer follows. */
  readonly anchorId: string | null;
  /** Number of messages of the next request: those that were sent, and the finished steps. */
  readonly sent: number;
  /** Id of the question, until its answer begins. */
  readonly questionId?: string;
  /** Id of the entry to which the path returns if the run leaves nothing. */
  readonly replacedId?: string;
  /** Whether something that can be sent has been added. */
  readonly hasAdded: boolean;
  /** Id of the entry of the answer that is arriving or has running tools. */
  readonly answerId?: string;
  readonly snapshot?: ChatCompletion;
  readonly toolCalls: readonly ConversationToolCall[];
  /** The messages of a step whose calls are open: its answer, and the results so far. */
  readonly open?: readonly ChatMessage[];
  /** Ids of the entries of results, by the id of their call. */
  readonly resultIds: ReadonlyMap<string, string>;
  /** The last complete answer. */
  readonly completion?: ChatCompletion;
  readonly totals: Totals;
}

/** The clock and the ids of new entries. */
export interface EntrySource {
  /** The time of a new entry after the one with this id. */
  readonly now: (parentId: string | null) => number;
  readonly newId: () => string;
}
