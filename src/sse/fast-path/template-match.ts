import type { ObjectTemplate } from './object-template.js';

/** An object or array of a chunk, with its members in order. */
export interface TemplateMatch {
  readonly isList: boolean;
  readonly members: readonly Member[];
}

/** A member of an object or array: another object or array, a value in a slot, or a constant. */
interface Member {
  readonly key: string;
  readonly inner: TemplateMatch | undefined;
  /** -1 for a constant. */
  readonly slot: number;
  readonly constant: unknown;
}

/** Prepares a template for {@link isInstance}. */
export function createMatch({ pattern, inner, slots }: ObjectTemplate): TemplateMatch {
  const matches = new Map(inner.map(({ key, template }) => [key, createMatch(template)]));
  const slotOf = new Map(slots.map(({ key, slot }) => [key, slot]));
  return {
    isList: Array.isArray(pattern),
    members: Object.entries(pattern).map(([key, constant]: [string, unknown]) => {
      const match = matches.get(key);
      return { key, inner: match, slot: slotOf.get(key) ?? -1, constant: match ? undefined : constant };
    }),
  };
}

/**
 * Whether `JSON.stringify` returns the same for this value as for a new copy of the template with these values. False if the members are in
 * another order, even if they are equal.
 */
export function isInstance(
  value: unknown,
  { isList, members }: TemplateMatch,
  values: readonly unknown[],
): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== isList) return false;
  const container = value as Readonly<Record<string, unknown>>;
  if (container['toJSON'] !== undefined) return false;
  if (isList) {
    const list = value as readonly unknown[];
    if (list.length !== members.length) return false;
    for (let index = 0; index < members.length; index += 1) {
      if (!isMember(list[index], members[index] as Member, values)) return false;
    }
    return true;
  }
  let count = 0;
  // Iterating is faster than looking up keys in objects with many different hidden classes.
  for (const key in container) {
    const member = members[count];
    if (member?.key !== key || !isMember(container[key], member, values)) return false;
    count += 1;
  }
  return count === members.length;
}

function isMember(value: unknown, member: Member, values: readonly unknown[]): boolean {
  if (member.inner !== undefined) return isInstance(value, member.inner, values);
  if (member.slot < 0) return isSame(value, member.constant);
  return isSame(value, values[member.slot]);
}

/** Compares two values; 0 and -0 are different. */
function isSame(value: unknown, other: unknown): boolean {
  return value === other && (value !== 0 || Object.is(value, other));
}
