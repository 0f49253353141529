import { isNonEmptyString } from '../json/is-non-empty-string.js';
import type { ChatMessage } from '../wire/chat-message.js';
import { getToolCalls } from './get-tool-calls.js';
import type { ToolCall } from '../wire/tool-call.js';

/**
 * Gives each call of one message a unique id: replaces missing and empty ids, and ids that an earlier call of the message has. Returns the
 * same array if there is nothing to replace.
 *
 * @param getMessages - Returns the earlier messages: a new id also differs from the ids of their calls. Called only if an id is replaced.
 */
export function withCallIds(
  calls: readonly ToolCall[],
  getMessages: () => readonly ChatMessage[] = () => [],
): readonly ToolCall[] {
  const idsInUse = new Set(calls.map(({ id }) => id));
  let hasEarlierIds = false;
  const addEarlierIds = (): void => {
    if (hasEarlierIds) return;
    hasEarlierIds = true;
    for (const message of getMessages())
      if (message.role === 'assistant') for (const { id } of getToolCalls(message)) idsInUse.add(id);
  };
  const previousIds = new Set<string>();
  let lastNumber = 0;
  const repaired = calls.map((call, position) => {
    const isUnique = isNonEmptyString(call.id) && !previousIds.has(call.id);
    if (!isUnique) {
      addEarlierIds();
      // `lastNumber` only grows, so that all calls together take linear time.
      lastNumber = Math.max(lastNumber, position) + 1;
      while (idsInUse.has(`call_${lastNumber}`)) lastNumber += 1;
    }
    const id = isUnique ? call.id : `call_${lastNumber}`;
    previousIds.add(id);
    idsInUse.add(id);
    return isUnique ? call : { ...call, id };
  });
  return repaired.every((call, position) => call === calls[position]) ? calls : repaired;
}
