import * as fc from 'fast-check';
import { from, of } from 'rxjs';
import { type ChatCompletionChunk, repairHistory, runTools, tool, validateHistory } from 'venice-rx';
import { assertSame, chunk, finish } from 'venice-rx/testing';
import { z } from 'zod';
import { addNumbers } from '../../src/reducer/add-numbers.js';
import { checkProperty } from './check-property.js';
import { readJsonCorpus } from './corpus.js';
import { getEnding } from './ending.js';
import { hostileChunk } from './hostile-chunks.js';
import { hostileRecord, hostileText, hostileValue } from './hostile-json.js';

const toolCall = hostileRecord({
  index: fc.constantFrom(0, 1),
  id: fc.constantFrom('call_1', 'call_2', ''),
  function: hostileRecord({
    name: fc.constantFrom('time', 'weather', 'constructor', '__proto__', 'toString'),
    arguments: fc.oneof(
      fc.constantFrom(
        '{"__proto__":{"polluted":1},"city":"Oslo"}',
        '{"constructor":{"prototype":{"polluted":1}}}',
        '{}',
      ),
      hostileText,
      hostileValue.map((value) => JSON.stringify({ city: 'Oslo', value })),
    ),
  }),
});
/** The chunks of an answer that calls tools. The decoder accepts only chunks whose `choices` are an array of objects, or missing. */
const answers = fc.array(
  fc.oneof(
    hostileChunk.filter(isDecoded),
    fc
      .array(toolCall, { maxLength: 3 })
      .map((tool_calls) => ({ choices: [{ index: 0, delta: { tool_calls } }] })),
  ),
  { maxLength: 4 },
);

function isDecoded(value: unknown): boolean {
  const isRecord = (item: unknown): item is Record<string, unknown> =>
    typeof item === 'object' && item !== null && !Array.isArray(item);
  return (
    isRecord(value) &&
    (value['choices'] === undefined || (Array.isArray(value['choices']) && value['choices'].every(isRecord)))
  );
}

/**
 * Runs tools with a chat that answers two requests with these chunks, and the third one without calls. Throws unless the run ends in a
 * completion or a typed error, and its histories are valid after a repair.
 */
function assertRunEnds(chunks: readonly unknown[]): void {
  const receivedArguments: unknown[] = [];
  const time = tool({ name: 'time', description: '', execute: (args) => void receivedArguments.push(args) });
  const weather = tool({
    name: 'weather',
    description: '',
    inputSchema: z.object({ city: z.string() }),
    execute: (args) => {
      receivedArguments.push(args);
      return args;
    },
  });
  let step = 0;
  const chat = () => {
    step += 1;
    const calls = [...(chunks as readonly ChatCompletionChunk[]), finish('tool_calls')];
    return step > 2 ? of(chunk('Done.'), finish()) : from(calls);
  };
  const { values } = getEnding(runTools(chat, { model: 'm', messages: [] }, { tools: [time, weather] }));
  for (const event of values as readonly { messages?: Parameters<typeof repairHistory>[0] }[]) {
    if (event.messages !== undefined) assertSame(validateHistory(repairHistory(event.messages)), []);
  }
  for (const args of receivedArguments)
    if (Object.getPrototypeOf(args) !== Object.prototype) throw new Error('another prototype');
}

function containsFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    (value === Object.prototype || Object.values(value).some(containsFunction))
  );
}

describe('any tool calls of an answer', () => {
  it('end in a completion or a typed error, with a history that is valid after a repair', () => {
    checkProperty('any tool run', answers, assertRunEnds);
  });

  it('do not add inherited properties to the sums of usage and cost', () => {
    checkProperty('any sum', fc.tuple(hostileValue, hostileValue), ([before, more]) => {
      if (containsFunction(addNumbers(before as object, more as object)))
        throw new Error('a sum contains a function');
    });
  });

  it.each(readJsonCorpus('tool-runs'))('have this result for an input that failed once: %s', (_, chunks) => {
    assertRunEnds(chunks as readonly unknown[]);
  });
});
