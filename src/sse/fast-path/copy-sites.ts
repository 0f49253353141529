/** A site: the number of one of the places in `copyAt` that copy objects. */
export type CopySite = number;

/** The site for objects whose field names must not be kept in memory. V8 keeps the field names of objects that the other sites copy. */
export const anySite: CopySite = -1;

/** Number of sites for objects with shareable names: more than the objects of a chunk, so that few of them share a site. */
const sites = 16;

/** Returns the site that copies objects with these field names. Other names may have the same site. */
export function copySite(names: readonly string[]): CopySite {
  let sum = 0;
  for (const name of names) {
    for (let at = 0; at < name.length; at += 1) sum = (sum * 31 + name.charCodeAt(at)) % 65_521;
  }
  return sum % sites;
}

/**
 * Copies an object that has no inherited properties. V8 copies objects four times as fast at a place in the code that has copied objects of
 * few hidden classes (V8's internal types of objects), so there are several such places. They are branches of one function, since V8
 * cannot inline a call of one of many functions.
 */
export function copyAt(site: CopySite, value: object): object {
  switch (site) {
    case 0:
      return { ...value };
    case 1:
      return { ...value };
    case 2:
      return { ...value };
    case 3:
      return { ...value };
    case 4:
      return { ...value };
    case 5:
      return { ...value };
    case 6:
      return { ...value };
    case 7:
      return { ...value };
    case 8:
      return { ...value };
    case 9:
      return { ...value };
    case 10:
      return { ...value };
    case 11:
      return { ...value };
    case 12:
      return { ...value };
    case 13:
      return { ...value };
    case 14:
      return { ...value };
    case 15:
      return { ...value };
    default:
      return { ...value };
  }
}
