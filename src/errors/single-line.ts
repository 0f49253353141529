/** Maximum length of an error message, in UTF-16 code units. */
const maxMessageLength = 1000;

/** Control, format and line separator characters: line breaks, ESC, bidirectional marks, zero-width characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/**
 * Returns `text` as one printable line for logs: truncated to `maxLength`, and with a space instead of each sequence of control,
 * bidirectional and other invisible characters.
 */
export function toSingleLine(text: string, maxLength = maxMessageLength): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '') : text;
  return cut.replace(unprintable, ' ').trim();
}
