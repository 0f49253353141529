import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { ConversationToolCall } from './conversation-tool-call.js';
import type { Totals } from './totals.js';

/** The state of a run in its conversation. */
export interface RunProgress {
  readonly status: 'awaiting-approval' | 'pending' | 'running-tools' | 'streaming';
  /** Id of the entry after which the answer that is arriving, or the next one, is added. */
  readonly anchorId: string | null;
  /**
   * Number of messages of the last request or, when a step has ended, of the next one: those of the first request, and of the finished
   * steps.
   */
  readonly messageCount: number;
  /** Id of the question, until its answer begins. */
  readonly questionId?: string;
  /** Id of the entry that is shown again if the run adds no message, or fails. */
  readonly replacedId?: string;
  /** Whether the run has added a message that can be sent. */
  readonly hasAdded: boolean;
  /** Id of the entry of the answer that is arriving, or has calls without a result. */
  readonly answerId?: string;
  readonly snapshot?: ChatCompletion;
  readonly toolCalls: readonly ConversationToolCall[];
  /** The messages of the current step while some of its calls have no result: the answer, and the results so far. */
  readonly step?: readonly ChatMessage[];
  /** Ids of the entries of results, by the id of their call. */
  readonly resultIds: ReadonlyMap<string, string>;
  /** The last complete answer. */
  readonly completion?: ChatCompletion;
  readonly totals: Totals;
}

/** Creates the ids and times of new entries. */
export interface EntrySource {
  /** Returns the time of a new entry after the entry with this id. */
  readonly now: (parentId: string | null) => number;
  readonly newId: () => string;
}
