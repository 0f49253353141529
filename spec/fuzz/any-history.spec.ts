import * as fc from 'fast-check';
import { type ChatMessage, type HistoryOptions, repairHistory, validateHistory } from 'venice-rx';
import { assertSame } from 'venice-rx/testing';
import { checkProperty } from './check-property.js';
import { readJsonCorpus } from './corpus.js';
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

/** Repairs a history with both values of `allowUserAfterTool`. */
function assertRepairable(history: readonly unknown[]): void {
  for (const allowUserAfterTool of [true, false]) assertRepairableFor(history, { allowUserAfterTool });
}

/** Repairs a history; throws if the result is invalid, if a second repair changes it, or if the first repair has changed the input. */
function assertRepairableFor(history: readonly unknown[], options: HistoryOptions): void {
  const messages = history as readonly ChatMessage[];
  const before = toJson(messages);
  const issues = validateHistory(messages, options);
  const repaired = repairHistory(messages, options);
  assertSame(validateHistory(repaired, options), []);
  if (repairHistory(repaired, options) !== repaired) throw new Error('a second repair changes the history');
  if ((issues.length === 0) !== (repaired === messages))
    throw new Error('repairHistory and validateHistory disagree');
  if (toJson(messages) !== before) throw new Error('the repair has changed its input');
}

/** The JSON of a value; empty if it is too deep for `JSON.stringify`. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

describe('any history', () => {
  it('is valid after a repair', () => {
    checkProperty('any history', histories, assertRepairable);
  });

  it.each(readJsonCorpus('histories'))(
    'is valid after a repair for an input that failed once: %s',
    (_, history) => {
      assertRepairable(history as readonly unknown[]);
    },
  );
});
