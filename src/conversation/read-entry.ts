import { getToolCalls } from '../history/get-tool-calls.js';
import { withJsonArguments } from '../history/with-json-arguments.js';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isRecord } from '../json/is-record.js';
import { omitUndefined } from '../json/omit-undefined.js';
import { assertOption, invalidWord } from '../options/invalid-option.js';
import { checkCall, checkDepth, checkMessage, checkMetadata } from './check-messages.js';
import type { ConversationToolCall } from './conversation-tool-call.js';
import { readTotals } from './read-totals.js';
import { isOpen } from './tree/is-open.js';
import type { SavedEntry } from './tree/conversation-entry.js';

/**
 * Reads an entry of an export; throws a `TypeError` that names the invalid field.
 *
 * @param earlierIds - Ids of the earlier entries.
 */
export function readEntry<Metadata>(
  value: unknown,
  path: string,
  earlierIds: ReadonlySet<string>,
): SavedEntry<Metadata> {
  assertOption(isRecord(value), path, 'an entry', value);
  const { id, parentId, message, createdAt, status, toolCalls, model, finishReason, metadata, signature } =
    value;
  assertOption(isNonEmptyString(id) && !earlierIds.has(id), `${path}.id`, 'a unique string', id);
  const hasParent = parentId === null || (typeof parentId === 'string' && earlierIds.has(parentId));
  assertOption(hasParent, `${path}.parentId`, 'the id of an entry before it, or null', parentId);
  checkMessage(message, `${path}.message`);
  assertOption(Number.isFinite(createdAt), `${path}.createdAt`, 'a number of milliseconds', createdAt);
  if (status !== 'done' && status !== 'stopped' && status !== 'failed' && status !== 'awaiting-approval')
    throw invalidWord(`${path}.status`, "'done', 'stopped', 'failed' or 'awaiting-approval'", status);
  for (const [name, word] of Object.entries({ model, finishReason, signature })) {
    const isText = word === undefined || typeof word === 'string';
    assertOption(isText, `${path}.${name}`, 'a string, if given', word);
  }
  checkMetadata(metadata, `${path}.metadata`);
  const entry: SavedEntry<Metadata> = {
    id,
    parentId,
    message,
    createdAt: createdAt as number,
    status,
    ...(toolCalls !== undefined && { toolCalls: readToolCalls(toolCalls, `${path}.toolCalls`) }),
    ...readTotals(value, path),
    ...(omitUndefined({ model, finishReason, metadata, signature }) as object),
  };
  checkOpenCalls(entry, path);
  return entry;
}

/**
 * Checks an entry with calls that may still run: its calls must be those of its message, each of them once, so that an export cannot add
 * calls.
 */
function checkOpenCalls(entry: SavedEntry, path: string): void {
  const { message, status, toolCalls = [] } = entry;
  const mayWait = message.role === 'assistant' || status !== 'awaiting-approval';
  assertOption(
    mayWait,
    `${path}.status`,
    "other than 'awaiting-approval', as the entry is no answer",
    status,
  );
  const isWaiting = toolCalls.some((call) => call.status === 'awaiting-approval');
  const isValid = isWaiting === (status === 'awaiting-approval');
  assertOption(
    isValid,
    `${path}.toolCalls`,
    "an array with a waiting call if and only if `status` is 'awaiting-approval'",
    toolCalls,
  );
  if (!isOpen(entry)) return;
  const calls = message.role === 'assistant' ? getToolCalls(message) : [];
  const called = new Map(calls.map((call) => [call.id, call.function]));
  const ids = new Set(toolCalls.map(({ call }) => call.id));
  // The arguments in the message were repaired when the entry was added, so repaired arguments are compared.
  const areCalled = withJsonArguments(toolCalls.map(({ call }) => call)).every(
    ({ id, function: { name, arguments: args } }) =>
      called.get(id)?.name === name && called.get(id)?.arguments === args,
  );
  const areOwn = areCalled && ids.size === toolCalls.length && called.size === calls.length;
  assertOption(
    areOwn,
    `${path}.toolCalls`,
    'the calls of the message, each of them once and with its arguments',
    toolCalls,
  );
}

function readToolCalls(value: unknown, path: string): readonly ConversationToolCall[] {
  assertOption(Array.isArray(value), path, 'an array of calls', value);
  value.forEach((item: unknown, index) => {
    const itemPath = `${path}[${index}]`;
    assertOption(isRecord(item), itemPath, 'a call', item);
    checkDepth(item, itemPath);
    const { call, status, content, editedArguments } = item;
    checkCall(call, `${itemPath}.call`);
    if (status !== 'done' && status !== 'failed' && status !== 'stopped' && status !== 'awaiting-approval')
      throw invalidWord(`${itemPath}.status`, "'done', 'failed', 'stopped' or 'awaiting-approval'", status);
    const isText = content === undefined || typeof content === 'string';
    assertOption(isText, `${itemPath}.content`, 'a string, if given', content);
    const canHaveContent = status !== 'awaiting-approval' || content === undefined;
    assertOption(canHaveContent, `${itemPath}.content`, 'absent while the call awaits an approval', content);
    const isEdit = editedArguments === undefined || isRecord(editedArguments);
    assertOption(isEdit, `${itemPath}.editedArguments`, 'an object, if given', editedArguments);
  });
  return value as readonly ConversationToolCall[];
}
