import { closestName } from './closest-name.js';

/** The error of an unknown option. Shows the closest known option, or all known options if none is close. */
export function unknownOption(name: string, knownNames: readonly string[], prefix: string): TypeError {
  const closest = closestName(name, knownNames);
  const remedy =
    closest === undefined
      ? `known options: ${knownNames.join(', ')}`
      : `did you mean \`${prefix}${closest}\`?`;
  return new TypeError(`unknown option \`${prefix}${name}\`; ${remedy}`);
}
