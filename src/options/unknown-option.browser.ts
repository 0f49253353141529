/** The error of an unknown option, for browsers. Lists all known options: finding the closest one would enlarge the bundle. */
export function unknownOption(name: string, knownNames: readonly string[], prefix: string): TypeError {
  return new TypeError(`unknown option \`${prefix}${name}\`; known options: ${knownNames.join(', ')}`);
}
