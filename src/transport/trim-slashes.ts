/** Removes trailing slashes. The regular expression `/\/+$/` would take quadratic time for many slashes in the middle. */
export function trimSlashes(text: string): string {
  let end = text.length;
  while (text.endsWith('/', end)) end -= 1;
  return text.slice(0, end);
}
