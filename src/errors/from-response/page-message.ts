/** Returns the message of a body that is not JSON: the title or else the first heading of an HTML page, or the whole text. */
export function toPlainText(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('<')) return trimmed === '' ? 'no body' : trimmed;
  const title = /<title\b[^<>]*>([^<]*)/i.exec(trimmed)?.[1]?.trim() ?? '';
  const line = title === '' ? firstHeading(trimmed) : title;
  return line === '' ? 'an HTML page' : `${line} (an HTML page)`;
}

/** Does not use one regular expression for the whole heading: it would take quadratic time for headings without an end. */
function firstHeading(page: string): string {
  const [heading = ''] = page.slice(page.search(/<h1\b|$/i)).split(/<\/h1/i, 1);
  return withoutTags(heading);
}

/** Removes HTML tags, and joins lines with spaces. */
export function withoutTags(text: string): string {
  return text
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
