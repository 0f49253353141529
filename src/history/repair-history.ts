import { checkOptions } from '../options/check-options.js';
import type { AssistantMessage, ChatMessage, ToolMessage } from '../wire/chat-message.js';
import type { ToolCall } from '../wire/tool-call.js';
import { getToolCalls } from './get-tool-calls.js';
import { type HistoryOptions, historyOptionRules, needsAnswerBetween } from './history-options.js';
import { isBlankMessage } from './is-blank-message.js';
import { isMessage } from './is-message.js';
import { withCallIds } from './with-call-ids.js';
import { withJsonArguments } from './with-json-arguments.js';
import { withoutBlankParts } from './without-blank-parts.js';

/** The id of a call, and the call's result once it is found. */
interface CallWithResult {
  readonly id: string;
  result?: ToolMessage;
}

/**
 * Returns a history that can be sent: repairs the issues that {@link validateHistory} finds, and changes nothing else. Returns
 * the same array if there is nothing to repair.
 *
 * A call without a result gets a result that says: the call was cancelled, and its effect is unknown. A result is moved after the message
 * with its call; a result without a call, or a second result for the same call, is removed. A result that is not a string is converted to
 * JSON. A call without an id, or with the id of an earlier call of the same message, gets a new id. Arguments that are an object are
 * converted to JSON; any other arguments that are not the JSON of an object become `{}`. Blank messages, blank parts, calls without a
 * name, and items that are not messages or calls are removed. With `allowUserAfterTool: false`, a short assistant message is inserted
 * between the result of a tool and a user, system or developer message.
 *
 * @example
 * ```ts
 * import { type ChatMessage, VeniceClient, repairHistory, toContent } from 'venice-rx';
 *
 * const call = { id: 'call_1', type: 'function', function: { name: 'time', arguments: '{}' } };
 * const history: readonly ChatMessage[] = [
 *   { role: 'user', content: 'What time is it?' },
 *   { role: 'assistant', content: null, tool_calls: [call] }, // the user has pressed Stop before the result
 * ];
 *
 * const client = new VeniceClient();
 * const messages = repairHistory([...history, { role: 'user', content: 'Tell me a story instead.' }]);
 * client.chat.completions
 *   .create({ model: 'default', messages, stream: true })
 *   .pipe(toContent())
 *   .subscribe((text) => console.log(text));
 * ```
 */
export function repairHistory(
  messages: readonly ChatMessage[],
  options: HistoryOptions = {},
): readonly ChatMessage[] {
  checkOptions(options, historyOptionRules);
  const calls = findCalls(messages);
  const sendable = messages.flatMap((message, index): readonly ChatMessage[] => {
    if (!isMessage(message) || message.role === 'tool' || isBlankMessage(message)) return [];
    if (message.role !== 'assistant') return [withoutBlankParts(message)];
    return [toSendable(message), ...(calls.get(index) ?? []).map(toToolMessage)];
  });
  const repaired = sendable.flatMap((message, index) =>
    needsAnswerBetween(sendable[index - 1], message, options) ? [acknowledgement, message] : [message],
  );
  const isSame =
    repaired.length === messages.length && repaired.every((message, index) => message === messages[index]);
  return isSame ? messages : repaired;
}

/** Returns the message with repaired content and calls; the same message if there is nothing to repair. */
export function toSendable(original: AssistantMessage): AssistantMessage {
  const message = withoutBlankParts(original);
  const { tool_calls, ...others } = message;
  if (tool_calls == null) return message;
  const calls = getToolCalls(message);
  if (calls.length === 0) return others;
  const repaired = withJsonArguments(withCallIds(calls));
  return repaired === tool_calls ? message : { ...message, tool_calls: repaired };
}

/** Returns the calls of every assistant message, by the index of that message. A result may be in any later message. */
function findCalls(messages: readonly ChatMessage[]): ReadonlyMap<number, readonly CallWithResult[]> {
  const found = new Map<number, readonly CallWithResult[]>();
  /** The calls without a result so far, by the id that the model gave them. */
  const unanswered = new Map<string, CallWithResult[]>();
  messages.forEach((message, index) => {
    if (!isMessage(message)) return;
    if (message.role === 'assistant') found.set(index, addCalls(getToolCalls(message), unanswered));
    if (message.role !== 'tool') return;
    const call = unanswered.get(message.tool_call_id)?.shift();
    if (call !== undefined) call.result = message;
  });
  return found;
}

/** Adds the calls of one message to `unanswered`. If an earlier message used the same id, later results belong to the new call. */
function addCalls(
  calls: readonly ToolCall[],
  unanswered: Map<string, CallWithResult[]>,
): readonly CallWithResult[] {
  const added = withCallIds(calls).map(({ id }): CallWithResult => ({ id }));
  for (const { id } of calls) unanswered.set(id, []);
  // `slice` and spread push the call at `position` without a check for `undefined`, which the type of `added[position]` includes.
  calls.forEach(({ id }, position) => unanswered.get(id)?.push(...added.slice(position, position + 1)));
  return added;
}

function toToolMessage({ id, result }: CallWithResult): ToolMessage {
  if (result === undefined) return { role: 'tool', tool_call_id: id, content: noResult };
  const content: unknown = result.content;
  if (result.tool_call_id === id && typeof content === 'string') return result;
  return { ...result, tool_call_id: id, content: typeof content === 'string' ? content : asText(content) };
}

function asText(content: unknown): string {
  try {
    const text: unknown = JSON.stringify(content);
    return typeof text === 'string' ? text : '';
  } catch {
    return '';
  }
}

/** The tool may have run. If the result said that the tool has not run, the model would call it again. */
const noResult = 'No result: the call was cancelled. Whether it took effect is unknown.';

/** For servers that reject the next message directly after the result of a tool: see `allowUserAfterTool`. */
const acknowledgement: AssistantMessage = { role: 'assistant', content: 'Understood.' };
