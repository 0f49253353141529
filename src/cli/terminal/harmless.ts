/**
 * A text without the control characters that can move the cursor, recolour a terminal or type into it; line breaks and
 * tabs stay. What a model or a server says is not to be trusted with a terminal.
 */
export function harmless(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return text.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '');
}
