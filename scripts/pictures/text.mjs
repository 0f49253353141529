/** Width of a character in pixels; a little more than in any common monospaced font. */
const perCharacter = 7.4;
const padding = 9;

/** Width of a box around a text, in pixels. */
export function getWidth(text) {
  return round(text.trim().length * perCharacter + 2 * padding);
}

export function round(number) {
  return Math.round(number * 10) / 10;
}

export function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
