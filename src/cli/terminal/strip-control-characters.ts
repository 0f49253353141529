/**
 * Removes characters that can move the cursor, change colors, type into the terminal or reorder text: control characters, invisible
 * format characters such as bidirectional marks, and line separators. Keeps line breaks, tabs and the two joiners that emoji and
 * some scripts need. Strings from a model or a server are untrusted.
 */
export function stripControlCharacters(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    allowed.includes(character) ? character : '',
  );
}

const allowed = '\n\t\u200c\u200d';
