// A word or a run of punctuation, each with the space before it, or white space: up to eight characters and that space, so that
// long words are split. Together the alternatives match every character.
const token = / ?[\p{L}\p{M}\p{N}]{1,8}| ?[^\p{L}\p{M}\p{N}\s]{1,8}|\s{1,8}/gu;

/** Splits a string into tokens like those of a model; joined, the tokens equal the string. */
export function splitIntoTokens(text: string): readonly string[] {
  return text.match(token) ?? [];
}
