import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isRecord } from '../json/is-record.js';
import { omitUndefined } from '../json/omit-undefined.js';
import { assertOption, invalidWord } from '../options/invalid-option.js';
import { checkCall, checkDepth, checkMessage, checkMetadata } from './check-messages.js';
import type { ConversationToolCall } from './conversation-tool-call.js';
import { readTotals } from './read-totals.js';
import type { SavedEntry } from './tree/conversation-entry.js';

/**
 * Reads an entry of an export; throws a `TypeError` that names the invalid field.
 *
 * @param known - Ids of the entries before it.
 */
export function readEntry<Metadata>(
  value: unknown,
  path: string,
  known: ReadonlySet<string>,
): SavedEntry<Metadata> {
  assertOption(isRecord(value), path, 'an entry', value);
  const { id, parentId, message, createdAt, status, toolCalls, model, finishReason, metadata } = value;
  assertOption(isNonEmptyString(id) && !known.has(id), `${path}.id`, 'a string that no other has', id);
  const hasParent = parentId === null || (typeof parentId === 'string' && known.has(parentId));
  assertOption(hasParent, `${path}.parentId`, 'the id of an entry before it, or null', parentId);
  checkMessage(message, `${path}.message`);
  assertOption(Number.isFinite(createdAt), `${path}.createdAt`, 'a number of milliseconds', createdAt);
  if (status !== 'done' && status !== 'stopped' && status !== 'failed')
    throw invalidWord(`${path}.status`, "'done', 'stopped' or 'failed'", status);
  for (const [name, word] of Object.entries({ model, finishReason })) {
    const isText = word === undefined || typeof word === 'string';
    assertOption(isText, `${path}.${name}`, 'a string, if given', word);
  }
  checkMetadata(metadata, `${path}.metadata`);
  return {
    id,
    parentId,
    message,
    createdAt: createdAt as number,
    status,
    ...(toolCalls !== undefined && { toolCalls: readToolCalls(toolCalls, `${path}.toolCalls`) }),
    ...readTotals(value, path),
    ...(omitUndefined({ model, finishReason, metadata }) as object),
  };
}

function readToolCalls(value: unknown, path: string): readonly ConversationToolCall[] {
  assertOption(Array.isArray(value), path, 'an array of calls', value);
  value.forEach((item: unknown, index) => {
    const itemPath = `${path}[${index}]`;
    assertOption(isRecord(item), itemPath, 'a call', item);
    checkDepth(item, itemPath);
    const { call, status } = item;
    checkCall(call, `${itemPath}.call`);
    if (status !== 'done' && status !== 'failed' && status !== 'stopped')
      throw invalidWord(`${itemPath}.status`, "'done', 'failed' or 'stopped'", status);
  });
  return value as readonly ConversationToolCall[];
}
