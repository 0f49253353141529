/**
 * Formats JSON: indented on a terminal, and in one line for a pipe. Control characters, bidirectional marks and line separators
 * are escaped, which does not change the value; `JSON.stringify` does not escape those above ASCII.
 */
export function jsonText(value: unknown, isShown: boolean): string {
  const json = JSON.stringify(value, null, isShown ? 2 : undefined);
  return `${json.replaceAll(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)}\n`;
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
