/**
 * Removes characters that can move the cursor, recolor a terminal, type into it or reorder its text: control characters,
 * bidirectional marks, line separators and other invisible ones. Keeps line breaks and tabs, and the two joiners that emoji and
 * some scripts need. Strings from a model or a server are untrusted.
 */
export function stripControlCharacters(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    allowed.includes(character) ? character : '',
  );
}

const allowed = '\n\t\u200c\u200d';
