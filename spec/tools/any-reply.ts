import * as fc from 'fast-check';
import { EMPTY, NEVER, type Observable, concat, map, of, throwError, timer } from 'rxjs';
import { tool } from 'venice-rx';
import type { TextReply } from 'venice-rx/testing';
import { z } from 'zod';

/** The values of each tool after its first delay, by the name of the tool. */
const outcomes: Readonly<Record<string, Observable<unknown>>> = {
  value: of('done'),
  progress: concat(of(1), timer(2), of({ two: 2 })),
  nothing: EMPTY,
  failure: throwError(() => new Error('no')),
  bigInt: of(5n),
  never: NEVER,
};
/** A tool for each outcome. Each first waits, and emits progress. */
export const tools = Object.entries(outcomes).map(([name, outcome]) =>
  tool({
    name,
    description: 'Does it.',
    inputSchema: z.object({ wait: z.number().default(0) }),
    execute: ({ wait }) => concat(timer(wait).pipe(map(() => 'waited')), outcome),
  }),
);

const call = fc.record(
  {
    name: fc.constantFrom(...Object.keys(outcomes), 'value', 'progress', 'unknown', 'web_search'),
    id: fc.constantFrom('', 'a', 'b', 'c', 'web_search_call'),
    arguments: fc.constantFrom('{"wait":3}', '{}', '{"wait":1}', '', '{"wai', '5', '{"wait":"long"}'),
  },
  { requiredKeys: ['name', 'arguments'] },
);
/** An answer with valid and invalid tool calls. */
export const step: fc.Arbitrary<TextReply> = fc.record({
  text: fc.constantFrom('', 'Hm. '),
  reasoning: fc.constantFrom('', 'So.'),
  toolCalls: fc.array(call, { minLength: 1, maxLength: 3 }),
  sharesToolCallIndex: fc.boolean(),
});
/** The last answer of a run: complete, incomplete or failing. */
export const end = fc.constantFrom<TextReply>(
  { text: 'Well done.' },
  { text: '' },
  { text: '', finishReason: 'length', toolCalls: [{ name: 'value' }] },
  { text: 'And', tail: 'cut', toolCalls: [{ name: 'value', arguments: '{"wait":' }] },
  { text: 'And', tail: 'error' },
  { text: 'And', toolCalls: [{ name: 'value' }], fault: { kind: 'reset', after: 2 } },
  { text: '', fault: { http: { status: 500, body: {} } } },
);
