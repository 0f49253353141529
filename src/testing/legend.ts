import { firstDifference } from './first-difference.js';
import { show } from './show.js';
import type { TestLetters } from './test-letters.js';
import type { MarbleEvent } from './test-logs.js';

const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');

/** Assigns letters to the values of drawn marbles: a letter of the test, or the value itself if it is a letter, or an unused letter. */
export class Legend {
  readonly #test: TestLetters;
  /** The assigned letters, with their values. */
  readonly #assigned = new Map<string, unknown>();
  readonly #errors = new Map<string, unknown>();

  constructor(actual: readonly MarbleEvent[], expected: readonly MarbleEvent[], test: TestLetters) {
    this.#test = test;
    for (const [index, { notification }] of expected.entries()) {
      const letter = test.expected[index] ?? '';
      if (letter !== '') this.#assigned.set(letter, notification.value);
    }
    for (const { notification } of [...actual, ...expected]) {
      const { value } = notification;
      if (isLetter(value) && !this.#isTaken(value)) this.#assigned.set(value, value);
    }
    for (const { notification } of actual)
      if (notification.kind === 'E') this.#errors.set('actual', notification.error);
    for (const { notification } of expected)
      if (notification.kind === 'E') this.#errors.set('expected', notification.error);
  }

  /** Returns the letter of the value of an event; equal values have the same letter. Undefined if all letters are taken. */
  getLetter(value: unknown, index: number): string | undefined {
    const isEqual = ([, other]: readonly [string, unknown]): boolean =>
      firstDifference(other, value) === undefined;
    const expectedLetter = this.#test.expected[index] ?? '';
    if (this.#assigned.has(expectedLetter) && isEqual([expectedLetter, this.#assigned.get(expectedLetter)]))
      return expectedLetter;
    const assignedLetter = [...this.#assigned].find(isEqual)?.[0];
    if (assignedLetter !== undefined) return assignedLetter;
    const testLetter = this.#test.values.find(
      (entry) => !this.#assigned.has(entry[0]) && isEqual(entry),
    )?.[0];
    const letter = testLetter ?? letters.find((unused) => !this.#isTaken(unused));
    if (letter !== undefined) this.#assigned.set(letter, value);
    return letter;
  }

  /** Returns a line for each letter whose value is not the letter itself, and lines for the errors. */
  toLines(): readonly string[] {
    const values = [...this.#assigned]
      .filter(([letter, value]) => value !== letter)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([letter, value]) => `${letter}  ${show(value)}`);
    return [...values, ...this.#errorLines()];
  }

  #errorLines(): readonly string[] {
    const [actual, expected] = [this.#errors.get('actual'), this.#errors.get('expected')];
    const isSame = this.#errors.size === 2 && firstDifference(actual, expected) === undefined;
    return [...this.#errors]
      .filter(([side, error]) => error !== defaultError && !(isSame && side === 'expected'))
      .map(([side, error]) => `#  ${this.#errors.size === 1 || isSame ? '' : `${side}: `}${show(error)}`);
  }

  #isTaken(letter: string): boolean {
    return this.#assigned.has(letter) || this.#test.values.some(([name]) => name === letter);
  }
}

/** The error that RxJS emits for `#` by default. It needs no line. */
const defaultError = 'error';

function isLetter(value: unknown): value is string {
  return typeof value === 'string' && letters.includes(value);
}
