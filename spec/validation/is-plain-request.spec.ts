import * as fc from 'fast-check';
import { checkRequest as checkEssentials } from '../../src/validation/check-request.js';
import { isPlainRequest } from '../../src/validation/is-plain-request.js';
import { requestSchema } from '../../src/validation/request-schema.js';
import type { ChatCompletionRequest } from 'venice-rx';
import * as z from 'zod/mini';
import { caseCount, seed } from '../support/cases.js';

const schema = requestSchema(z);

const unusualValue = fc.constantFrom<unknown>(
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
const usually = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 19, arbitrary }, { weight: 1, arbitrary: unusualValue });
const sometimes = (more: fc.Arbitrary<object>): fc.Arbitrary<object> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: more });
const message = usually(
  fc
    .tuple(
      fc.record({
        role: usually(fc.constantFrom('system', 'developer', 'user', 'assistant', 'tool')),
        content: usually(fc.string({ minLength: 1 })),
      }),
      sometimes(fc.record({ name: fc.constantFrom('', 'me', null) })),
    )
    .map(([one, more]) => ({ ...one, ...more })),
);
const messages = fc.oneof(
  { weight: 9, arbitrary: fc.array(message, { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.sparseArray(message, { maxNumElements: 2, maxLength: 4 }) },
);
const request = fc
  .tuple(
    fc.record({ model: usually(fc.constantFrom('default', 'kimi-k3')), messages: usually(messages) }),
    sometimes(fc.record({ stream: usually(fc.boolean()) })),
    sometimes(fc.record({ temperature: usually(fc.double({ min: -1, max: 3 })) })),
    sometimes(fc.record({ top_p: usually(fc.double({ min: -1, max: 2 })) })),
    sometimes(fc.record({ max_completion_tokens: usually(fc.integer()) })),
    sometimes(fc.record({ top_k: fc.integer(), maxTokens: fc.integer() }, { requiredKeys: [] })),
  )
  .map((parts) => Object.assign({}, ...parts) as object);

describe('isPlainRequest', () => {
  it('accepts no request that the schema or the check of the essential fields would reject', () => {
    let accepted = 0;
    fc.assert(
      fc.property(request, (candidate) => {
        if (!isPlainRequest(candidate)) return;
        accepted += 1;
        expect(schema.safeParse(candidate).error).toBeUndefined();
        checkEssentials(candidate as unknown as ChatCompletionRequest);
      }),
      { seed, numRuns: 5 * caseCount },
    );
    process.stderr.write(`plain requests: ${accepted} of ${5 * caseCount} cases were plain, SEED=${seed}\n`);

    expect(accepted).toBeGreaterThan(0);
  });

  it.each([
    ['one message', {}],
    ['an answer of the assistant', { messages: [{ role: 'assistant', content: 'Hi' }] }],
    ['the most common options', { stream: true, temperature: 1, top_p: 1, max_completion_tokens: 9 }],
  ])('accepts %s', (_name, more) => {
    expect(isPlainRequest({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...more })).toBe(true);
  });

  it.each([undefined, null, 'text', 7, [], {}])('returns false for %p', (value) => {
    expect(isPlainRequest(value)).toBe(false);
  });
});
