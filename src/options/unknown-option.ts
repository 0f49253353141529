import { closestName } from './closest-name.js';

/** The error of an unknown option: it shows the closest known option, or all of them if no one is close. */
export function unknownOption(name: string, known: readonly string[], prefix: string): TypeError {
  const closest = closestName(name, known);
  const remedy =
    closest === undefined ? `known options: ${known.join(', ')}` : `did you mean \`${prefix}${closest}\`?`;
  return new TypeError(`unknown option \`${prefix}${name}\`; ${remedy}`);
}
