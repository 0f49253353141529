import { isFormData } from '../../src/request/is-form-data.js';

const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'FormData')!;
let reads = 0;

beforeAll(() => {
  const original = FormData;
  Object.defineProperty(globalThis, 'FormData', {
    configurable: true,
    get: () => {
      reads += 1;
      return original;
    },
  });
});
beforeEach(() => {
  reads = 0;
});
afterAll(() => {
  Object.defineProperty(globalThis, 'FormData', descriptor);
});

describe('isFormData', () => {
  it('accepts a form, and a form of a derived class', () => {
    class Form extends FormData {}

    expect([new FormData(), new Form()].map(isFormData)).toEqual([true, true]);
  });

  it.each([undefined, null, 'text', 1, {}, { model: 'm' }, [], Object.create(null)])(
    'rejects %j without reading the global FormData, which in Node would load `fetch`',
    (value) => {
      expect([isFormData(value), reads]).toEqual([false, 0]);
    },
  );

  it('rejects an object with the tag of a form', () => {
    expect(isFormData({ [Symbol.toStringTag]: 'FormData' })).toBe(false);
    expect(reads).toBe(1);
  });
});
