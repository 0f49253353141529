/** The error of an unknown option, for browsers: it lists all known options. Code that finds the closest one would enlarge the bundle. */
export function unknownOption(name: string, known: readonly string[], prefix: string): TypeError {
  return new TypeError(`unknown option \`${prefix}${name}\`; known options: ${known.join(', ')}`);
}
