import type { ObjectTemplate } from './object-template.js';

/** A container of a chunk, with its members in order. */
export interface TemplateMatch {
  readonly isList: boolean;
  readonly members: readonly Member[];
}

/** A member is a container, a value that changes, or a constant. */
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
 * Whether `JSON.stringify` writes this value like a new instance of the template with these values. Also false if its members
 * are in another order, which is as good as changed.
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
  // Iterating is faster than looking up the same keys in objects of many shapes.
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

/** Also tells 0 from -0. */
function isSame(value: unknown, other: unknown): boolean {
  return value === other && (value !== 0 || Object.is(value, other));
}
