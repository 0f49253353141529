import { firstDifference } from './first-difference.js';
import { show } from './show.js';
import type { TestLetters } from './test-letters.js';
import type { MarbleEvent } from './test-logs.js';

const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');

/** Assigns letters to the values of drawn marbles: first the letters of the test, then values that are letters, then unused letters. */
export class Legend {
  readonly #test: TestLetters;
  readonly #drawn = new Map<string, unknown>();
  readonly #errors = new Map<string, unknown>();

  constructor(actual: readonly MarbleEvent[], expected: readonly MarbleEvent[], test: TestLetters) {
    this.#test = test;
    for (const [index, { notification }] of expected.entries()) {
      const letter = test.expected[index] ?? '';
      if (letter !== '') this.#drawn.set(letter, notification.value);
    }
    for (const { notification } of [...actual, ...expected]) {
      const { value } = notification;
      if (isLetter(value) && !this.#isTaken(value)) this.#drawn.set(value, value);
    }
    for (const { notification } of actual)
      if (notification.kind === 'E') this.#errors.set('actual', notification.error);
    for (const { notification } of expected)
      if (notification.kind === 'E') this.#errors.set('expected', notification.error);
  }

  /** Returns the letter of a value, the same one for equal values. Undefined when all letters are taken. */
  getLetter(value: unknown, index: number): string | undefined {
    const isEqual = ([, other]: readonly [string, unknown]): boolean =>
      firstDifference(other, value) === undefined;
    const wanted = this.#test.expected[index] ?? '';
    if (this.#drawn.has(wanted) && isEqual([wanted, this.#drawn.get(wanted)])) return wanted;
    const known = [...this.#drawn].find(isEqual)?.[0];
    if (known !== undefined) return known;
    const named = this.#test.values.find((entry) => !this.#drawn.has(entry[0]) && isEqual(entry))?.[0];
    const letter = named ?? letters.find((free) => !this.#isTaken(free));
    if (letter !== undefined) this.#drawn.set(letter, value);
    return letter;
  }

  /** Returns one line for each letter whose value is not the letter itself, then the errors. */
  lines(): readonly string[] {
    const values = [...this.#drawn]
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
    return this.#drawn.has(letter) || this.#test.values.some(([name]) => name === letter);
  }
}

/** RxJS's default error of `#`. */
const defaultError = 'error';

function isLetter(value: unknown): value is string {
  return typeof value === 'string' && letters.includes(value);
}
