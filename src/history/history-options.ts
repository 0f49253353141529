import type { OptionRules } from '../options/check-options.js';
import { aBoolean } from '../options/option-rules.js';
import type { ChatMessage } from '../wire/chat-message.js';

/** Options of {@link validateHistory} and {@link repairHistory}: rules that not every server has. */
export interface HistoryOptions {
  /**
   * Whether the server accepts a user, system or developer message directly after the result of a tool, as in a history that ends with a
   * cancelled call. Mistral's models do not. If false, `repairHistory` inserts a short assistant message between the two, and
   * `validateHistory` reports that it is missing. Default: true.
   */
  readonly allowUserAfterTool?: boolean;
}

export const historyOptionRules: OptionRules<HistoryOptions> = { allowUserAfterTool: aBoolean };

/** Whether a server with these options rejects `message` directly after `before`. */
export function needsAnswerBetween(
  before: ChatMessage | undefined,
  { role }: ChatMessage,
  { allowUserAfterTool = true }: HistoryOptions,
): boolean {
  return !allowUserAfterTool && before?.role === 'tool' && role !== 'tool' && role !== 'assistant';
}
