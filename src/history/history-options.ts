import type { OptionRules } from '../options/check-options.js';
import { aBoolean } from '../options/option-rules.js';
import type { ChatMessage } from '../wire/chat-message.js';

/** Options of {@link validateHistory} and {@link repairHistory}: rules that not every server has. */
export interface HistoryOptions {
  /**
   * Whether the server accepts a message of the user, or instructions, directly after the result of a tool. If false, a short
   * message of the assistant is inserted between them: Mistral's models refuse such a history, which a cancelled call leaves.
   * Default: true.
   */
  readonly allowUserAfterTool?: boolean;
}

/** Rules for the options of a history. */
export const historyOptionRules: OptionRules<HistoryOptions> = { allowUserAfterTool: aBoolean };

/** Whether a server with these rules refuses `message` directly after `before`. */
export function needsAnswerBetween(
  before: ChatMessage | undefined,
  { role }: ChatMessage,
  { allowUserAfterTool = true }: HistoryOptions,
): boolean {
  return !allowUserAfterTool && before?.role === 'tool' && role !== 'tool' && role !== 'assistant';
}
