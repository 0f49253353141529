import { repairHistory } from '../history/repair-history.js';
import { isRecord } from '../json/is-record.js';
import { assertOption } from '../options/invalid-option.js';
import type { ChatMessage } from '../wire/chat-message.js';
import { checkMessages } from './check-messages.js';
import { type LoadedConversation, toEntries } from './load-messages.js';
import { readTotals } from './read-totals.js';
import { ConversationTree } from './tree/conversation-tree.js';

/**
 * Reads an export that contains an array of messages. The messages of an interrupted run become another version of the messages after the
 * first `keep` messages.
 */
export function readVersion1<Metadata>(
  value: Readonly<Record<string, unknown>>,
  newId: () => string,
): LoadedConversation<Metadata> {
  const { messages, interrupted } = value;
  checkMessages(messages, 'from.messages');
  const repaired = repairHistory(messages);
  const entries = toEntries<Metadata>(repaired, null, newId);
  const outcome = { ...readTotals(value, 'from'), status: 'idle' } as const;
  if (interrupted === undefined) return { tree: ConversationTree.from(entries), queue: [], outcome };

  const interruptedPath = repairHistory(readInterruptedPath(interrupted, messages));
  const branch = interruptedPath.findIndex((message, index) => message !== repaired[index]);
  const keep = branch < 0 ? interruptedPath.length : branch;
  const anchorId = entries[keep - 1]?.id ?? null;
  // Versions are ordered by time. Those of the interrupted run are newer.
  const others = toEntries<Metadata>(interruptedPath.slice(keep), anchorId, newId).map((entry) => ({
    ...entry,
    createdAt: entry.createdAt + 1,
  }));
  return {
    tree: ConversationTree.from([...entries, ...others]),
    queue: [],
    outcome: { ...outcome, interrupted: { afterId: others.at(-1)?.id ?? anchorId } },
  };
}

/** Returns all messages before the place where the interrupted run continues. */
function readInterruptedPath(value: unknown, messages: readonly ChatMessage[]): readonly ChatMessage[] {
  assertOption(isRecord(value), 'from.interrupted', 'an object, if given', value);
  const { keep, messages: others } = value;
  const isIndex = typeof keep === 'number' && Number.isInteger(keep) && keep >= 0 && keep <= messages.length;
  assertOption(isIndex, 'from.interrupted.keep', 'a number of messages of the history', keep);
  checkMessages(others, 'from.interrupted.messages');
  return [...messages.slice(0, keep), ...others];
}
