import { randomId } from '../../src/conversation/random-id.js';

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const { crypto } = globalThis;

function replaceCrypto(value: unknown): void {
  Object.defineProperty(globalThis, 'crypto', { value, configurable: true });
}

afterEach(() => {
  replaceCrypto(crypto);
});

describe('a random id', () => {
  it.each<[string, unknown]>([
    ['with randomUUID', crypto],
    ['in a page that is not a secure context', { getRandomValues: crypto.getRandomValues.bind(crypto) }],
    ['without any source of entropy', undefined],
  ])('is a UUID of version 4 %s', (_, source) => {
    replaceCrypto(source);
    const ids = Array.from({ length: 100 }, () => randomId());

    expect(ids.filter((id) => !uuid.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(100);
  });
});
