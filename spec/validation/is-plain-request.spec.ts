import * as fc from 'fast-check';
import { checkRequest as checkEssentials } from '../../src/validation/check-request.js';
import { isPlainRequest } from '../../src/validation/is-plain-request.js';
import { requestSchema } from '../../src/validation/request-schema.js';
import type { ChatCompletionRequest } from 'venice-rx';
import * as z from 'zod/mini';
import { caseCount, seed } from '../support/cases.js';

const schema = requestSchema(z);

const oddity = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  Number.NaN,
  Infinity,
  true,
  [],
  {},
);
const often = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 19, arbitrary }, { weight: 1, arbitrary: oddity });
const rarely = (more: fc.Arbitrary<object>): fc.Arbitrary<object> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: more });
const message = often(
  fc
    .tuple(
      fc.record({
        role: often(fc.constantFrom('system', 'developer', 'user', 'assistant', 'tool')),
        content: often(fc.string({ minLength: 1 })),
      }),
      rarely(fc.record({ name: fc.constantFrom('', 'me', null) })),
    )
    .map(([one, more]) => ({ ...one, ...more })),
);
const messages = fc.oneof(
  { weight: 9, arbitrary: fc.array(message, { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.sparseArray(message, { maxNumElements: 2, maxLength: 4 }) },
);
const request = fc
  .tuple(
    fc.record({ model: often(fc.constantFrom('default', 'kimi-k3')), messages: often(messages) }),
    rarely(fc.record({ stream: often(fc.boolean()) })),
    rarely(fc.record({ temperature: often(fc.double({ min: -1, max: 3 })) })),
    rarely(fc.record({ top_p: often(fc.double({ min: -1, max: 2 })) })),
    rarely(fc.record({ max_completion_tokens: often(fc.integer()) })),
    rarely(fc.record({ top_k: fc.integer(), maxTokens: fc.integer() }, { requiredKeys: [] })),
  )
  .map((parts) => Object.assign({}, ...parts) as object);

describe('isPlainRequest', () => {
  it('takes nothing that the schema and the check of essentials would refuse', () => {
    let taken = 0;
    fc.assert(
      fc.property(request, (one) => {
        if (!isPlainRequest(one)) return;
        taken += 1;
        expect(schema.safeParse(one).error).toBeUndefined();
        checkEssentials(one as unknown as ChatCompletionRequest);
      }),
      { seed, numRuns: 5 * caseCount },
    );
    process.stderr.write(`plain requests: ${taken} of ${5 * caseCount} cases were plain, SEED=${seed}\n`);

    expect(taken).toBeGreaterThan(0);
  });

  it.each([
    ['a question', {}],
    ['a conversation', { messages: [{ role: 'assistant', content: 'Hi' }] }],
    ['the most common options', { stream: true, temperature: 1, top_p: 1, max_completion_tokens: 9 }],
  ])('takes %s', (_name, more) => {
    expect(isPlainRequest({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...more })).toBe(true);
  });

  it.each([undefined, null, 'text', 7, [], {}])('leaves %p to the schema', (value) => {
    expect(isPlainRequest(value)).toBe(false);
  });
});
