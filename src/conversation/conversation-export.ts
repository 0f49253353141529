import { isRecord } from '../json/is-record.js';
import { repairHistory } from '../history/repair-history.js';
import { assertOption } from '../options/invalid-option.js';
import type { ChatMessage } from '../wire/chat-message.js';
import type { CompletionCost, CompletionUsage } from '../wire/completion-usage.js';
import { checkDepth, checkMessages } from './check-messages.js';
import { type InterruptedRun, getRetriedMessages, toInterruptedRun } from './interrupted-run.js';

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
  /** Where `regenerate` continues, if the last run was stopped or has failed. */
  readonly interrupted?: InterruptedRun;
}

/** Reads an export from any storage; throws a `TypeError` that names the invalid field. */
export function readExport(value: unknown): ConversationExport {
  assertOption(isRecord(value), 'from', 'the result of export()', value);
  const { version, messages, usage, cost, interrupted } = value;
  assertOption(version === 1, 'from.version', '1, the only version', version);
  checkMessages(messages, 'from.messages');
  for (const [name, part] of Object.entries({ usage, cost })) {
    assertOption(part === undefined || isRecord(part), `from.${name}`, 'an object, if given', part);
    checkDepth(part, `from.${name}`);
  }
  const repaired = repairHistory(messages);
  return {
    version,
    messages: repaired,
    ...(interrupted !== undefined && { interrupted: readInterrupted(interrupted, messages, repaired) }),
    ...(usage !== undefined && { usage: usage as CompletionUsage }),
    ...(cost !== undefined && { cost: cost as unknown as CompletionCost }),
  };
}

/** Returns a detached copy as plain JSON. Throws a `TypeError` if a custom chat emitted a value that JSON cannot represent. */
export function writeExport(given: Omit<ConversationExport, 'version'>): ConversationExport {
  const { messages, usage, cost, interrupted } = given;
  const exported: ConversationExport = {
    version: 1,
    messages,
    ...(usage && { usage }),
    ...(cost && { cost }),
    ...(interrupted && { interrupted }),
  };
  try {
    return JSON.parse(JSON.stringify(exported)) as ConversationExport;
  } catch (cause) {
    throw new TypeError('`messages` must be plain JSON values', { cause });
  }
}

/** Repairs the messages of a run as those of the history, which may change their number. */
function readInterrupted(
  value: unknown,
  messages: readonly ChatMessage[],
  repaired: readonly ChatMessage[],
): InterruptedRun {
  assertOption(isRecord(value), 'from.interrupted', 'an object, if given', value);
  const { keep, messages: others } = value;
  const isIndex = typeof keep === 'number' && Number.isInteger(keep) && keep >= 0 && keep <= messages.length;
  assertOption(isIndex, 'from.interrupted.keep', 'a number of messages of the history', keep);
  checkMessages(others, 'from.interrupted.messages');
  return toInterruptedRun(repaired, repairHistory(getRetriedMessages(messages, { keep, messages: others })));
}
