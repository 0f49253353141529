/**
 * Returns the known name that is closest to a mistyped one, ignoring case: with at most two typing errors, and at most one for every two
 * letters of the name. Returns undefined if no name is that close.
 */
export function closestName(word: string, names: readonly string[]): string | undefined {
  const isClose = (edits: number) => (name: string) =>
    edits <= name.length / 2 && isWithin(edits, word.toLowerCase(), name.toLowerCase());
  return names.find(isClose(0)) ?? names.find(isClose(1)) ?? names.find(isClose(2));
}

/** Whether at most `edits` changes turn one word into the other. A change adds, removes or replaces a letter, or swaps two adjacent ones. */
function isWithin(edits: number, from: string, to: string): boolean {
  if (edits < 0) return false;
  if (from === to) return true;
  const [first, second = ''] = from;
  const [rest, others] = [from.slice(1), to.slice(1)];
  if (first === to[0]) return isWithin(edits, rest, others);
  const swapped = `${second}${first ?? ''}${from.slice(2)}`;
  return [
    [rest, to],
    [from, others],
    [rest, others],
    [swapped, to],
  ].some(([a = '', b = '']) => isWithin(edits - 1, a, b));
}
