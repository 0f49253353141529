/**
 * A string without the characters that can move the cursor, recolour a terminal, type into it or reorder what it shows:
 * control characters, bidirectional marks, line separators and other invisible ones. Line breaks and tabs stay, and so do
 * the two joiners, which emoji and some scripts need. What a model or a server says is not to be trusted with a terminal.
 */
export function stripControlCharacters(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    allowed.includes(character) ? character : '',
  );
}

const allowed = '\n\t\u200c\u200d';
