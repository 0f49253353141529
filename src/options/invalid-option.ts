import { describeType } from './describe-type.js';

/**
 * The error of an option with an invalid value. The message shows a number or a boolean, but only the type of any other value, which
 * may be a key or a prompt.
 */
export function invalidOption(path: string, expected: string, received: unknown, verb = 'be'): TypeError {
  const isShown = typeof received === 'number' || typeof received === 'boolean';
  return optionError(path, `${verb} ${expected}`, isShown ? `${received}` : describeType(received));
}

/** The error of an option that must be one of a few words. The message also shows a received word of at most 20 characters: probably a typo. */
export function invalidWord(path: string, expected: string, received: unknown): TypeError {
  const isWord = typeof received === 'string' && /^[\w-]{1,20}$/.test(received);
  return isWord
    ? optionError(path, `be ${expected}`, `'${received}'`)
    : invalidOption(path, expected, received);
}

/** Throws an {@link invalidOption} unless the value is valid. */
export function assertOption(
  isValid: boolean,
  path: string,
  expected: string,
  received: unknown,
): asserts isValid {
  if (!isValid) throw invalidOption(path, expected, received);
}

/** Creates the error from a description of the value. Call it directly if the value must not be shown, such as a key. */
export function optionError(path: string, expectation: string, received: string): TypeError {
  return new TypeError(`\`${path}\` must ${expectation}; received ${received}`);
}
