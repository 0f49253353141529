import { closestName } from './closest-name.js';

/** The error of an unknown option. Shows the closest known option, or all known options if none is close. */
export function unknownOption(name: string, known: readonly string[], prefix: string): TypeError {
  const closest = closestName(name, known);
  const remedy =
    closest === undefined ? `known options: ${known.join(', ')}` : `did you mean \`${prefix}${closest}\`?`;
  return new TypeError(`unknown option \`${prefix}${name}\`; ${remedy}`);
}
