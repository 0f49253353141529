/**
 * Formats a value as JSON: indented on a terminal, and in one line for a pipe. Escapes control characters, bidirectional marks and
 * line separators, which does not change the value. `JSON.stringify` escapes only those below U+0020.
 */
export function jsonText(value: unknown, isTerminal: boolean): string {
  const json = JSON.stringify(value, null, isTerminal ? 2 : undefined);
  return `${json.replaceAll(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, escapeCharacter)}\n`;
}

function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
