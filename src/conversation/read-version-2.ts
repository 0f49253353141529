import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isRecord } from '../json/is-record.js';
import { assertOption, invalidWord } from '../options/invalid-option.js';
import { checkContent, checkMetadata } from './check-messages.js';
import type { InterruptedRun } from './conversation-state.js';
import type { LoadedConversation } from './load-messages.js';
import { maxQueue } from './command-queue.js';
import type { QueuedCommand } from './queued-command.js';
import { readEntry } from './read-entry.js';
import { readTotals } from './read-totals.js';
import type { SavedEntry } from './tree/conversation-entry.js';
import { isOpen } from './tree/is-open.js';
import { ConversationTree } from './tree/conversation-tree.js';

/** Reads an export that contains the entries of a tree; throws a `TypeError` that names the invalid field. */
export function readVersion2<Metadata>(
  value: Readonly<Record<string, unknown>>,
): LoadedConversation<Metadata> {
  const { entries, selected, queue, interrupted } = value;
  assertOption(Array.isArray(entries), 'from.entries', 'an array of entries', entries);
  const entryIds = new Set<string>();
  const openIds = new Set<string | null>();
  const saved = entries.map((entry, index): SavedEntry<Metadata> => {
    const path = `from.entries[${index}]`;
    const read = readEntry<Metadata>(entry, path, entryIds);
    assertOption(
      !openIds.has(read.parentId),
      `${path}.parentId`,
      'the id of an entry without open calls, or null',
      read.parentId,
    );
    entryIds.add(read.id);
    if (isOpen(read)) openIds.add(read.id);
    return read;
  });
  assertOption(
    Array.isArray(selected) && selected.every((id) => entryIds.has(id as string)),
    'from.selected',
    'an array of ids of entries',
    selected,
  );
  const isQueue = Array.isArray(queue) && queue.length <= maxQueue;
  assertOption(isQueue, 'from.queue', `an array of at most ${maxQueue} commands`, queue);
  const usedIds = new Set(entryIds);
  const commands = queue.map((command, index): QueuedCommand<Metadata> => {
    const read = readCommand<Metadata>(command, `from.queue[${index}]`, usedIds);
    usedIds.add(read.id);
    return read;
  });
  return {
    tree: ConversationTree.from(saved, selected as readonly string[]),
    queue: commands,
    outcome: {
      ...readTotals(value, 'from'),
      status: 'idle',
      ...(interrupted !== undefined && { interrupted: readInterrupted(interrupted, entryIds) }),
    },
  };
}

/**
 * Reads a queued command; throws a `TypeError` that names the invalid field.
 *
 * @param usedIds - Ids that the command must not have.
 */
export function readCommand<Metadata>(
  value: unknown,
  path: string,
  usedIds: ReadonlySet<string>,
): QueuedCommand<Metadata> {
  assertOption(isRecord(value), path, 'a command', value);
  const { type, id, entryId, isContinuation, content, metadata } = value;
  assertOption(isNonEmptyString(id) && !usedIds.has(id), `${path}.id`, 'a unique string', id);
  const needsEntry = type === 'edit' || entryId !== undefined;
  assertOption(!needsEntry || isNonEmptyString(entryId), `${path}.entryId`, 'the id of an entry', entryId);
  if (type === 'regenerate') {
    const entry = isNonEmptyString(entryId) && { entryId };
    return { type, id, ...entry, ...(isContinuation === true && { isContinuation }) };
  }
  if (type !== 'send' && type !== 'edit')
    throw invalidWord(`${path}.type`, "'send', 'edit' or 'regenerate'", type);
  checkContent(content, `${path}.content`);
  checkMetadata(metadata, `${path}.metadata`);
  const fields = { id, content, ...(metadata !== undefined && { metadata: metadata as Metadata }) };
  return type === 'edit' ? { type, ...fields, entryId: entryId as string } : { type, ...fields };
}

function readInterrupted(value: unknown, entryIds: ReadonlySet<string>): InterruptedRun {
  assertOption(isRecord(value), 'from.interrupted', 'an object, if given', value);
  const { afterId } = value;
  const isValid = afterId === null || (typeof afterId === 'string' && entryIds.has(afterId));
  assertOption(isValid, 'from.interrupted.afterId', 'the id of an entry, or null', afterId);
  return { afterId };
}
