import * as fc from 'fast-check';
import { type ChatMessage, type HistoryOptions, repairHistory, validateHistory } from 'venice-rx';
import { assertSame } from 'venice-rx/testing';
import { campaign } from './campaign.js';
import { corpusOfJson } from './corpus.js';
import { deepText, hostileRecord, hostileText } from './hostile-json.js';

const id = fc.constantFrom('call_1', 'call_2', 'call_3', '');
const call = hostileRecord({
  id,
  type: fc.constant('function'),
  function: hostileRecord({
    name: fc.constantFrom('time', ''),
    arguments: fc.oneof(hostileText, fc.constantFrom('{}', '{"__proto__":1}', '[]', 'null'), deepText),
  }),
});
const blank = fc.constantFrom('', '\n\n', '\u00a0\u200b', null, []);
const part = hostileRecord({
  type: fc.constantFrom('text', 'refusal', 'image_url'),
  text: fc.oneof(hostileText, blank),
});
const content = fc.oneof(hostileText, blank, fc.array(part, { maxLength: 3 }));
const message = fc.oneof(
  hostileRecord({ role: fc.constantFrom('user', 'system'), content }),
  hostileRecord({
    role: fc.constant('assistant'),
    content,
    refusal: hostileText,
    tool_calls: fc.array(call, { maxLength: 4 }),
  }),
  hostileRecord({ role: fc.constant('tool'), tool_call_id: id, content: hostileText }),
);
const histories = fc.array(message, { maxLength: 8 });

/** Repairs a history for servers of both kinds. */
function isFixed(history: readonly unknown[]): void {
  for (const allowUserAfterTool of [true, false]) isFixedFor(history, { allowUserAfterTool });
}

/** Repairs a history; throws where what comes is not fine, or not the same when it is repaired again. */
function isFixedFor(history: readonly unknown[], options: HistoryOptions): void {
  const messages = history as readonly ChatMessage[];
  const before = written(messages);
  const issues = validateHistory(messages, options);
  const repaired = repairHistory(messages, options);
  assertSame(validateHistory(repaired, options), []);
  if (repairHistory(repaired, options) !== repaired) throw new Error('repaired twice');
  if ((issues.length === 0) !== (repaired === messages)) throw new Error('one sees what the other does not');
  if (written(messages) !== before) throw new Error('what was given has been changed');
}

/** What is too deep to be written is not looked at. */
function written(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

describe('whatever history is given', () => {
  it('can be sent when it is repaired', () => {
    campaign('any history', histories, isFixed);
  });

  it.each(corpusOfJson('histories'))('is repaired once more: %s', (_, history) => {
    isFixed(history as readonly unknown[]);
  });
});
