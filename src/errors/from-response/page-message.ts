/** Returns the text of a body that is not JSON. Of a page, its title, or else its first heading. */
export function toPlainText(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('<')) return trimmed === '' ? 'no body' : trimmed;
  const title = /<title\b[^<>]*>([^<]*)/i.exec(trimmed)?.[1]?.trim() ?? '';
  const line = title === '' ? firstHeading(trimmed) : title;
  return line === '' ? 'an HTML page' : `${line} (an HTML page)`;
}

/** Not one regular expression: it would take quadratic time for headings without an end. */
function firstHeading(page: string): string {
  const [heading = ''] = page.slice(page.search(/<h1\b|$/i)).split(/<\/h1/i, 1);
  return withoutTags(heading);
}

/** Removes the markup of a text. */
export function withoutTags(text: string): string {
  return text
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
