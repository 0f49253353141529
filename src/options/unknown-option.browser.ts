/** The error of an unknown option: it lists the known ones. Finding the closest name would take too much of a browser's bundle. */
export function unknownOption(name: string, known: readonly string[], prefix: string): TypeError {
  return new TypeError(`unknown option \`${prefix}${name}\`; known options: ${known.join(', ')}`);
}
