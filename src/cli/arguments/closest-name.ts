/** The closest name to a mistyped word: at most two letters away. Undefined if none is that close. */
export function closestName(word: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, distance: getEditDistance(word, name) }))
    .sort((a, b) => a.distance - b.distance);
  return ranked.find(({ name, distance }) => distance <= 2 && distance <= name.length / 2)?.name;
}

/** Number of letters to add, remove or change to turn one word into the other (Levenshtein). */
function getEditDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of Array.from(from).entries()) {
    const next = [line + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const change = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min((row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
