import { addNumbers } from '../../src/reducer/add-numbers.js';

describe('addNumbers', () => {
  it('adds numbers, also in nested objects', () => {
    const before = { total_tokens: 5, prompt_tokens_details: { cached_tokens: 2 } };
    const more = { total_tokens: 7, prompt_tokens_details: { cached_tokens: 3 } };

    expect(addNumbers(before, more)).toEqual({
      total_tokens: 12,
      prompt_tokens_details: { cached_tokens: 5 },
    });
  });

  it('keeps fields that only one report has', () => {
    expect(addNumbers<object>({ a: 1, b: null }, { b: 2, c: 'x' })).toEqual({ a: 1, b: 2, c: 'x' });
    expect(addNumbers(undefined, { a: 1 })).toEqual({ a: 1 });
    expect(addNumbers({ a: 1 }, null)).toEqual({ a: 1 });
    expect(addNumbers(null, undefined)).toBeUndefined();
  });

  it('adds fields named constructor and toString like any others', () => {
    expect(addNumbers<object>({ constructor: 1 }, {})).toEqual({ constructor: 1 });
    expect(addNumbers<object>({}, { toString: 2 })).toEqual({ toString: 2 });
  });

  it('does not overflow the stack for deeply nested reports', () => {
    const report: unknown = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);

    expect(() => addNumbers(report as object, report as object)).not.toThrow();
  });

  it('adds a field named __proto__ like any other', () => {
    const report = JSON.parse('{"__proto__":{"a":1}}') as object;

    expect(Object.getPrototypeOf(addNumbers(report, report))).toBe(Object.prototype);
    expect(JSON.stringify(addNumbers(report, report))).toBe('{"__proto__":{"a":2}}');
  });
});
