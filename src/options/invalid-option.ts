import { describeType } from './describe-type.js';

/**
 * The error of an option with an invalid value. The message shows a number or a boolean, and a short word if `expected` lists
 * words in quotes. For any other value, which may be a key or a prompt, it shows only the type.
 */
export function invalidOption(path: string, expected: string, received: unknown, verb = 'be'): TypeError {
  const isWord = expected.startsWith("'") && typeof received === 'string' && /^[\w-]{1,20}$/.test(received);
  const isShown = typeof received === 'number' || typeof received === 'boolean';
  const shown = isWord ? `'${received}'` : isShown ? `${received}` : describeType(received);
  return optionError(path, `${verb} ${expected}`, shown);
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
