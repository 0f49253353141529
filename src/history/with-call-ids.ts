import { isNonEmptyString } from '../json/is-non-empty-string.js';
import type { ChatMessage } from '../wire/chat-message.js';
import { getToolCalls } from './get-tool-calls.js';
import type { ToolCall } from '../wire/tool-call.js';

/**
 * Gives each call of one turn a unique id: replaces those that are empty, missing or repeated. Returns the same array if there
 * is nothing to replace.
 *
 * @param getMessages - Returns the messages before the turn: a new id is not the id of one of their calls either. Called only if an
 * id is replaced.
 */
export function withCallIds(
  calls: readonly ToolCall[],
  getMessages: () => readonly ChatMessage[] = () => [],
): readonly ToolCall[] {
  const given = new Set(calls.map(({ id }) => id));
  let isComplete = false;
  const addEarlier = (): void => {
    if (isComplete) return;
    isComplete = true;
    for (const message of getMessages())
      if (message.role === 'assistant') for (const { id } of getToolCalls(message)) given.add(id);
  };
  const taken = new Set<string>();
  let lastNumber = 0;
  const repaired = calls.map((call, position) => {
    const isOwn = isNonEmptyString(call.id) && !taken.has(call.id);
    if (!isOwn) {
      addEarlier();
      // Every number from an earlier position to `lastNumber` is in use, so that all calls together take linear time.
      lastNumber = Math.max(lastNumber, position) + 1;
      while (given.has(`call_${lastNumber}`)) lastNumber += 1;
    }
    const id = isOwn ? call.id : `call_${lastNumber}`;
    taken.add(id);
    given.add(id);
    return isOwn ? call : { ...call, id };
  });
  return repaired.every((call, position) => call === calls[position]) ? calls : repaired;
}
