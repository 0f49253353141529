import { isRecord } from '../json/is-record.js';
import { repairHistory } from '../history/repair-history.js';
import { assertOption } from '../options/invalid-option.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import { checkDepth, checkMessages } from './check-messages.js';

/** A conversation as plain JSON: the return value of `export()` and the option `from` of a `Conversation`. */
export interface ConversationExport {
  /** Version of this format. */
  readonly version: 1;
  /** The history, ready to be sent. */
  readonly messages: readonly ChatMessage[];
  /** Tokens of all answers, as far as reported by the server. */
  readonly usage?: CompletionUsage;
  /** Cost of all answers, as far as reported by the server. */
  readonly cost?: CompletionCost;
}

/** Reads an export from any storage; throws a `TypeError` that names the invalid field. */
export function readExport(value: unknown): ConversationExport {
  assertOption(isRecord(value), 'from', 'the result of export()', value);
  const { version, messages, usage, cost } = value;
  assertOption(version === 1, 'from.version', '1, the only version', version);
  checkMessages(messages, 'from.messages');
  for (const [name, part] of Object.entries({ usage, cost })) {
    assertOption(part === undefined || isRecord(part), `from.${name}`, 'an object, if given', part);
    checkDepth(part, `from.${name}`);
  }
  return {
    version,
    messages: repairHistory(messages),
    ...(usage !== undefined && { usage: usage as CompletionUsage }),
    ...(cost !== undefined && { cost: cost as unknown as CompletionCost }),
  };
}

/** Returns a detached copy as plain JSON. Throws a `TypeError` if a custom chat emitted a value that JSON cannot represent. */
export function writeExport(given: Omit<ConversationExport, 'version'>): ConversationExport {
  const { messages, usage, cost } = given;
  const exported: ConversationExport = {
    version: 1,
    messages,
    ...(usage && { usage }),
    ...(cost && { cost }),
  };
  try {
    return JSON.parse(JSON.stringify(exported)) as ConversationExport;
  } catch (cause) {
    throw new TypeError('`messages` must be plain JSON values', { cause });
  }
}
