import { UsageError } from '../failures/usage-error.js';

/** Reads the keyword of an option, if the option is present. Throws a {@link UsageError} that lists the keywords. */
export function readChoice<Word extends string>(
  name: string,
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (text === undefined) return undefined;
  const word = words.find((keyword) => keyword === text);
  if (word !== undefined) return word;
  throw new UsageError(`--${name} cannot be ${JSON.stringify(text)}`, `use one of ${words.join(', ')}`);
}
