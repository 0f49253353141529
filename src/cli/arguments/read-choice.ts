import { UsageError } from '../failures/usage-error.js';

/** The word that was given for an option, if one was. Throws a {@link UsageError} that lists the words. */
export function readChoice<Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (text === undefined) return undefined;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw new UsageError(`--${name} cannot be ${JSON.stringify(text)}`, `give one of ${words.join(', ')}`);
}
