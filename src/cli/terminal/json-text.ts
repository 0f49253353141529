/**
 * JSON in lines for a person at a terminal, and in one line for a program behind a pipe. On a terminal all control
 * characters are escaped; JSON itself leaves those above ASCII as they are.
 */
export function jsonText(value: unknown, isShown: boolean): string {
  if (!isShown) return `${JSON.stringify(value)}\n`;
  return `${JSON.stringify(value, null, 2).replaceAll(/[\x7f-\x9f]/g, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u00${character.charCodeAt(0).toString(16)}`;
}
