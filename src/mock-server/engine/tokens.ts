// A word with the space before it, a run of punctuation, or white space; at most eight characters, so that long words are
// split. Together the alternatives match every character.
const token = / ?[\p{L}\p{M}\p{N}]{1,8}| ?[^\p{L}\p{M}\p{N}\s]{1,8}|\s{1,8}/gu;

/** Splits a string into fragments like those of a model; joined, they equal the original string. */
export function tokens(text: string): readonly string[] {
  return text.match(token) ?? [];
}
