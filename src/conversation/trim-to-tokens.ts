import { of } from 'rxjs';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { aFunction, atLeast, required } from '../options/option-rules.js';
import { tokensOfMessages } from '../usage/estimate-tokens.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { HistoryTrim } from './conversation-options.js';

/** Options of {@link trimToTokens}. */
export interface TrimToTokensOptions {
  /** Maximum number of tokens of the messages to send. */
  readonly maxTokens: number;
  /**
   * Estimates the tokens of a message; called once for each message. Default: one token for every four characters of its text and of the
   * JSON of its calls, plus four for the message and four for each call; images and audio count as zero.
   */
  readonly estimate?: (message: ChatMessage) => number;
}

const rules: OptionRules<TrimToTokensOptions> = {
  maxTokens: required(atLeast(1)),
  estimate: aFunction,
};

/**
 * Returns a function for the option `trim` of {@link Conversation} that keeps the latest turns which fit into a number of tokens.
 *
 * A turn is a user message and all messages until the next one. Instructions, i.e. messages of the roles `system` and `developer`,
 * are always sent, at any position, and so is the last turn, even if it does not fit.
 *
 * @throws TypeError when `maxTokens` is not a number of at least 1, or `estimate` is not a function.
 *
 * @example
 * ```ts
 * import { Conversation, VeniceClient, trimToTokens } from 'venice-rx';
 *
 * const client = new VeniceClient();
 * const conversation = new Conversation(client.chat.completions, {
 *   request: { model: 'default' },
 *   trim: trimToTokens({ maxTokens: 8000 }),
 * });
 * conversation.send('Tell me a long story.');
 * conversation.state.subscribe(({ messages, status }) => {
 *   if (status === 'idle') console.log(messages.at(-1)?.content);
 * });
 * ```
 */
export function trimToTokens(options: TrimToTokensOptions): HistoryTrim {
  checkOptions(options, rules);
  const { maxTokens, estimate = tokensOfMessage } = options;
  const counts = new WeakMap<ChatMessage, number>();
  const countTokensOnce = (message: ChatMessage): number => {
    const tokens = counts.get(message) ?? estimate(message);
    counts.set(message, tokens);
    return tokens;
  };
  return (messages) => of(latestTurns(messages, maxTokens, countTokensOnce));
}

function latestTurns(
  messages: readonly ChatMessage[],
  maxTokens: number,
  countTokensOnce: (message: ChatMessage) => number,
): readonly ChatMessage[] {
  let tokens = 0;
  for (const message of messages) if (isInstruction(message)) tokens += countTokensOnce(message);
  let first: number | undefined;
  let isFull = false;
  for (let index = messages.length - 1; index >= 0 && !isFull; index -= 1) {
    const message = messages[index];
    if (message === undefined || isInstruction(message)) continue;
    tokens += countTokensOnce(message);
    isFull = first !== undefined && tokens > maxTokens;
    if (message.role === 'user' && !isFull) first = index;
  }
  // All messages fit, including those before the first user message, such as a greeting.
  if (!isFull) return messages;
  const from = first ?? 0;
  return messages.filter((message, index) => index >= from || isInstruction(message));
}

function isInstruction({ role }: ChatMessage): boolean {
  return role === 'system' || role === 'developer';
}

/** Estimates the tokens of a message and its calls. */
export function tokensOfMessage(message: ChatMessage): number {
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  const callMessages = calls.map((call) => ({ role: 'user', content: JSON.stringify(call) }) as const);
  return (
    tokensOfMessages({ model: '', messages: [message] }) +
    tokensOfMessages({ model: '', messages: callMessages })
  );
}
