import { copyFields } from '../../json/copy-fields.js';
import { type CopySite, anySite, copyAt, copySite } from './copy-sites.js';

/**
 * An object or array of a chunk to copy, and the slots to fill in the copy. A class, since V8 gives literals and spreads with the same
 * fields different hidden classes, and reads fields of many hidden classes slowly.
 */
export class ObjectTemplate {
  readonly pattern: object;
  /** The place in the code that copies `pattern`, see copy-sites.ts. Not used for an array. */
  readonly site: CopySite;
  readonly inner: readonly InnerTemplate[];
  readonly slots: readonly Slot[];
  /** Objects with the same fields as the copies, so that V8 keeps the optimized code for them (see `client/keep-shapes.ts`). */
  samples: unknown;

  constructor(pattern: object, site: CopySite, inner: readonly InnerTemplate[], slots: readonly Slot[]) {
    this.pattern = pattern;
    this.site = site;
    this.inner = inner;
    this.slots = slots;
  }
}

interface InnerTemplate {
  readonly key: string;
  readonly template: ObjectTemplate;
}

interface Slot {
  readonly key: string;
  readonly slot: number;
}

type Path = readonly (number | string)[];

/**
 * Creates the template of a value. The strings and numbers at the paths `slots` become slots, and are not kept. `blankJson` is the value as
 * JSON, with empty strings and zeros in the slots.
 */
export function createTemplate(
  value: object,
  slots: readonly Path[],
  blankJson: string,
  isShareable: boolean,
): ObjectTemplate {
  const byPath = new Map(slots.map((path, slot) => [toName(path), slot]));
  const template = templateAt(value, [], byPath, isShareable ? copySite : () => anySite);
  template.samples = createSamples(template, blankJson);
  return template;
}

function templateAt(
  value: object,
  path: Path,
  slots: ReadonlyMap<string, number>,
  siteFor: (names: readonly string[]) => CopySite,
): ObjectTemplate {
  const entries = Object.entries(value) as [string, unknown][];
  const filled = entries.flatMap(([key, inner]) => {
    const slot = slots.get(toName([...path, key]));
    return slot === undefined ? [] : [{ key, slot, blank: blankFor(inner) }];
  });
  const pattern = copyContainer(value);
  for (const { key, blank } of filled) pattern[key] = blank;
  const inner = entries.flatMap(([key, part]) =>
    isContainer(part) ? [{ key, template: templateAt(part, [...path, key], slots, siteFor) }] : [],
  );
  for (const { key, template } of inner) pattern[key] = template.pattern;
  const site = siteFor(Object.keys(value));
  return new ObjectTemplate(
    pattern,
    site,
    inner,
    filled.map(({ key, slot }) => ({ key, slot })),
  );
}

/**
 * Creates the template of the values that differ from `value` only in some slots. `numbers` has, for each of these slots, its index in
 * the new template.
 */
export function narrowTemplate(
  { site, inner, slots }: ObjectTemplate,
  value: object,
  numbers: ReadonlyMap<number, number>,
): ObjectTemplate {
  const pattern = copyContainer(value);
  const narrowed = inner.map(({ key, template }) => ({
    key,
    template: narrowTemplate(template, pattern[key] as object, numbers),
  }));
  for (const { key, template } of narrowed) pattern[key] = template.pattern;
  const open = slots.flatMap(({ key, slot }) => {
    const number = numbers.get(slot);
    return number === undefined ? [] : [{ key, slot: number }];
  });
  return new ObjectTemplate(pattern, site, narrowed, open);
}

/**
 * Creates objects with the same fields as the copies of a template, of its narrow templates and of parsed values, but without their
 * values.
 */
function createSamples(template: ObjectTemplate, blankJson: string): unknown {
  const wide = instantiate(withoutSlots(template), []);
  const narrow = narrowTemplate(template, wide, new Map());
  return [wide, narrow, instantiate(narrow, []), JSON.parse(blankJson)];
}

function withoutSlots({ pattern, site, inner }: ObjectTemplate): ObjectTemplate {
  const copies = inner.map(({ key, template }) => ({ key, template: withoutSlots(template) }));
  return new ObjectTemplate(pattern, site, copies, []);
}

/**
 * Returns a blank value that V8 stores in the same way. A field becomes slow if its first value is a small integer and a later one a
 * fraction.
 */
function blankFor(value: unknown): number | string {
  if (typeof value === 'string') return '';
  return Number.isInteger(value) ? 0 : 0.5;
}

/** Returns a string that is unique for each path, since the keys of a frame with a template have only printable ASCII characters. */
function toName(path: Path): string {
  return path.join('\n');
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Returns a copy. Copies with the same field names have the same hidden class, V8's internal type of an object. */
function copyContainer(value: object): Record<string, unknown> {
  return (Array.isArray(value) ? value.slice() : copyFields(value)) as Record<string, unknown>;
}

/** Returns a copy of the template's value with these values in its slots. Copies share no objects. */
export function instantiate(
  { pattern, site, inner, slots }: ObjectTemplate,
  values: readonly unknown[],
): object {
  const copy = Array.isArray(pattern) ? (pattern.slice() as unknown[]) : copyAt(site, pattern);
  // Loops over iterators are slower here.
  for (let number = 0; number < inner.length; number += 1) {
    const { key, template } = inner[number] as InnerTemplate;
    setMember(copy, key, instantiate(template, values));
  }
  for (let number = 0; number < slots.length; number += 1) {
    const { key, slot } = slots[number] as Slot;
    setMember(copy, key, values[slot]);
  }
  return copy;
}

/**
 * Sets a member of an object or array. V8 sets a field faster if its name is in the code. The cases are the members that differ in nearly
 * every chunk of a text.
 */
function setMember(container: object, key: string, value: unknown): void {
  const target = container as Record<string, unknown>;
  switch (key) {
    case '0':
      target[0] = value;
      break;
    case 'choices':
      target['choices'] = value;
      break;
    case 'delta':
      target['delta'] = value;
      break;
    case 'content':
      target['content'] = value;
      break;
    default:
      target[key] = value;
  }
}
