/** HTML entity names of characters that pages escape. */
const entities: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/**
 * Returns a pattern that finds secrets case-insensitively, with any character percent-encoded, escaped as `\u` or `\x` or with a
 * backslash, or as an HTML entity; and in base64, alone or after other bytes such as `Bearer `. An encoding may be applied several
 * times, as in `%2525` and `&amp;amp;`.
 *
 * Every repetition is bounded, so that searching takes linear time.
 */
export function secretPattern(words: readonly string[]): RegExp {
  const forms = words.flatMap((word) => [Array.from(word, toEncodedForms).join(''), ...toBase64Forms(word)]);
  return new RegExp(forms.length === 0 ? '(?!)' : forms.join('|'), 'gi');
}

function toEncodedForms(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16).padStart(2, '0');
  const entity = entities[character];
  const names = [`#x0{0,6}${hex}`, `#0{0,6}${code}`, ...(entity === undefined ? [] : [entity])];
  return `(?:${[
    escapeLiteral(character),
    `%(?:25){0,3}${hex}`,
    ...(code < 0x80 ? [] : [encodeURIComponent(character)]),
    `\\\\{1,4}(?:u00|x)${hex}`,
    `&(?:amp;){0,3}(?:${names.join('|')});?`,
    ...('"\'/'.includes(character) ? [`\\\\{1,4}${escapeLiteral(character)}`] : []),
  ].join('|')})`;
}

/** Returns the base64 forms of a word after 0, 1 or 2 other bytes, without the characters that encode parts of other bytes. */
function toBase64Forms(word: string): readonly string[] {
  return [0, 2, 3].map((shared, offset) => {
    const encoded = btoa(' '.repeat(offset) + word);
    const whole = encoded.slice(shared, Math.floor(((offset + word.length) * 8) / 6));
    return Array.from(whole, (digit) => (digit === '+' ? '[+-]' : digit === '/' ? '[/_]' : digit)).join('');
  });
}

function escapeLiteral(character: string): string {
  return /[\w-]/.test(character) ? character : `\\${character}`;
}
