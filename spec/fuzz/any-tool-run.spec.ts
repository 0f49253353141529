import * as fc from 'fast-check';
import { from, of } from 'rxjs';
import { type ChatCompletionChunk, repairHistory, runTools, tool, validateHistory } from 'venice-rx';
import { assertSame, chunk, finish } from 'venice-rx/testing';
import { z } from 'zod';
import { addNumbers } from '../../src/reducer/add-numbers.js';
import { campaign } from './campaign.js';
import { corpusOfJson } from './corpus.js';
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
/** An answer that calls tools: its chunks, of which only those with `choices` that are a list get past the decoder. */
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
  const isRecord = (one: unknown): one is Record<string, unknown> =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  return (
    isRecord(value) &&
    (value['choices'] === undefined || (Array.isArray(value['choices']) && value['choices'].every(isRecord)))
  );
}

/** Runs tools for an answer, and once more for its second half; throws where that ends in anything that has no type. */
function isRun(chunks: readonly unknown[]): void {
  const given: unknown[] = [];
  const time = tool({ name: 'time', description: '', execute: (args) => void given.push(args) });
  const weather = tool({
    name: 'weather',
    description: '',
    inputSchema: z.object({ city: z.string() }),
    execute: (args) => {
      given.push(args);
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
  for (const args of given)
    if (Object.getPrototypeOf(args) !== Object.prototype) throw new Error('another prototype');
}

function holdsCode(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    (value === Object.prototype || Object.values(value).some(holdsCode))
  );
}

describe('whatever tools an answer calls', () => {
  it('the run ends in a completion or an error with a type, and its history can be sent', () => {
    campaign('any tool run', answers, isRun);
  });

  it('adds up usage and cost without looking at what objects inherit', () => {
    campaign('any sum', fc.tuple(hostileValue, hostileValue), ([before, more]) => {
      if (holdsCode(addNumbers(before as object, more as object))) throw new Error('a sum holds a function');
    });
  });

  it.each(corpusOfJson('tool-runs'))('are run once more: %s', (_, chunks) => {
    isRun(chunks as readonly unknown[]);
  });
});
