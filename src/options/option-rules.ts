import { isObject } from '../json/is-record.js';

/** The valid values of an option, and the end of the sentence "must be …". A tuple, to keep the bundle of a browser app small. */
export type OptionRule = readonly [
  isValid: (value: unknown) => boolean,
  expected: string,
  /** `word`: one of a few words is expected, so the error may show the received word. */
  kind?: 'word' | undefined,
  /** Default: the option may be omitted. */
  presence?: 'required',
];

/** For values that are validated where they are used. */
export const anything: OptionRule = [() => true, ''];

export const aBoolean: OptionRule = [(value) => typeof value === 'boolean', 'true or false'];

export const aFunction: OptionRule = [(value) => typeof value === 'function', 'a function'];

/** A timeout or an interval; `Infinity` turns it off. */
export const duration: OptionRule = [
  (value) => typeof value === 'number' && value > 0,
  'a positive number of milliseconds or Infinity',
];

export const strings: OptionRule = [
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  'an array of strings',
];

export const aString: OptionRule = [(value) => typeof value === 'string', 'a string'];

/** A name of a tool or a schema, as OpenAI and other servers with the same wire format accept it. */
export const identifier: OptionRule = [
  (value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value),
  'a string of 1 to 64 letters, digits, `_` and `-`',
];

export function atLeast(min: number): OptionRule {
  return [(value) => typeof value === 'number' && value >= min, `a number of ${min} or more`];
}

export function wholeNumber(min: number): OptionRule {
  return [
    (value) => value === Infinity || (Number.isInteger(value) && (value as number) >= min),
    `a whole number of ${min} or more`,
  ];
}

export function aWord(...words: readonly string[]): OptionRule {
  return [(value) => words.includes(value as string), `'${words.join("' or '")}'`, 'word'];
}

/** For arguments that may be Observables, Promises or iterables; a string, which RxJS would iterate, is a mistake. */
export const anObservableInput: OptionRule = [
  (value) =>
    isObject(value) &&
    ['subscribe', 'then', 'getReader', Symbol.iterator, Symbol.asyncIterator].some((name) => name in value),
  'an Observable',
];

/** Returns the same rule for an option that must not be omitted. */
export function required([isValid, expected, kind]: OptionRule): OptionRule {
  return [isValid, expected, kind, 'required'];
}
