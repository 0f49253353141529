// A word with the space before it, a run of signs, or white space; eight characters at most, so that long words come
// in pieces. Together the alternatives match every character.
const token = / ?[\p{L}\p{M}\p{N}]{1,8}| ?[^\p{L}\p{M}\p{N}\s]{1,8}|\s{1,8}/gu;

/** Splits a text into fragments as a model would send them; joined they are the text again, to the character. */
export function tokens(text: string): readonly string[] {
  return text.match(token) ?? [];
}
