/** Width of a character in pixels; a little more than in common monospaced fonts. */
const perCharacter = 7.4;
const padding = 9;

/** Returns the width of a box around a string, in pixels. */
export function getWidth(text) {
  return round(text.trim().length * perCharacter + 2 * padding);
}

export function round(number) {
  return Math.round(number * 10) / 10;
}

export function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
