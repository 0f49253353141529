import { repairHistory } from '../history/repair-history.js';
import { isRecord } from '../json/is-record.js';
import { assertOption } from '../options/invalid-option.js';
import type { ChatMessage } from '../wire/chat-message.js';
import { checkMessages } from './check-messages.js';
import { type LoadedConversation, toEntries } from './load-messages.js';
import { readTotals } from './read-totals.js';
import { ConversationTree } from './tree/conversation-tree.js';

/**
 * Reads an export that is a list of messages. The messages of an interrupted run become another version of the messages after the first
 * `keep` ones.
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

  const retried = repairHistory(readRetried(interrupted, messages));
  const different = retried.findIndex((message, index) => message !== repaired[index]);
  const keep = different < 0 ? retried.length : different;
  const keptId = entries[keep - 1]?.id ?? null;
  // Versions are ordered by time, and these are the newer ones.
  const others = toEntries<Metadata>(retried.slice(keep), keptId, newId).map((entry) => ({
    ...entry,
    createdAt: entry.createdAt + 1,
  }));
  return {
    tree: ConversationTree.from([...entries, ...others]),
    queue: [],
    outcome: { ...outcome, interrupted: { afterId: others.at(-1)?.id ?? keptId } },
  };
}

/** Returns the messages after which the interrupted run continues. */
function readRetried(value: unknown, messages: readonly ChatMessage[]): readonly ChatMessage[] {
  assertOption(isRecord(value), 'from.interrupted', 'an object, if given', value);
  const { keep, messages: others } = value;
  const isIndex = typeof keep === 'number' && Number.isInteger(keep) && keep >= 0 && keep <= messages.length;
  assertOption(isIndex, 'from.interrupted.keep', 'a number of messages of the history', keep);
  checkMessages(others, 'from.interrupted.messages');
  return [...messages.slice(0, keep), ...others];
}
