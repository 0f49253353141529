import { isObject, isRecord } from '../json/is-record.js';
import { setProperty } from '../json/set-property.js';

type Fields = Readonly<Record<string, unknown>>;

/** Fields whose strings later pieces of the same item or object extend. Other strings are replaced. */
const pieceFields: readonly string[] = ['text', 'thinking', 'summary', 'data', 'transcript', 'arguments'];

/**
 * Joins the items of a list that arrived in pieces. Pieces with the same `type` and `index` belong to one item. So do consecutive `thinking`
 * pieces without an index, up to the signature. A piece starts a new item if it has more text for a signed item, or another value in a
 * field that pieces do not extend. All other items are kept unchanged. Joining the result with more items equals joining all items at once.
 *
 * Source: `docs/wire-format.md`, "Fields in pieces".
 */
export function joinItems(items: readonly unknown[]): readonly unknown[] {
  const joined: unknown[] = [];
  const positions = new Map<string, number>();
  const copies = new Set<unknown>();
  for (const item of items) {
    const key = isRecord(item) ? toKey(item) : undefined;
    const position = key === undefined ? -1 : (positions.get(key) ?? -1);
    const before = key === consecutiveType && position < joined.length - 1 ? undefined : joined[position];
    if (isRecord(item) && isRecord(before) && continues(before, item)) {
      const copy = copies.has(before) ? before : { ...before };
      copies.add(copy);
      addPiece(copy, item);
      joined[position] = copy;
    } else {
      if (key !== undefined) positions.set(key, joined.length);
      joined.push(item);
    }
  }
  return joined;
}

/** Merges objects that arrived in pieces. As with {@link joinItems}, merging step by step equals merging all at once. */
export function joinObjects(pieces: readonly Fields[]): Fields {
  if (pieces.length === 1) return pieces[0] as Fields;
  const values = new Map<string, unknown[]>();
  for (const piece of pieces) {
    for (const name of Object.keys(piece)) {
      const value = piece[name];
      const earlier = values.get(name);
      if (value == null || (value === '' && earlier !== undefined)) continue;
      if (earlier === undefined) values.set(name, [value]);
      else earlier.push(value);
    }
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, joinValues(name, all)]));
}

/** Joins the values of a field. If their type changes, only the values after the last change are used. */
function joinValues(name: string, all: readonly unknown[]): unknown {
  const last = all[all.length - 1];
  if (!isObject(last) && !isPiece(name, last)) return last;
  let start = all.length - 1;
  while (start > 0 && isSameKind(all[start - 1], last)) start -= 1;
  const values = all.slice(start);
  if (Array.isArray(last)) return joinItems(values.flat());
  return isRecord(last) ? joinObjects(values as Fields[]) : values.join('');
}

function isSameKind(one: unknown, other: unknown): boolean {
  return typeof one === typeof other && Array.isArray(one) === Array.isArray(other);
}

/** Pieces of this type may have no index: consecutive pieces belong to one item. */
const consecutiveType = 'thinking';

function toKey({ type, index }: Fields): string | undefined {
  if (typeof index === 'number' || typeof index === 'string')
    return `${typeof type === 'string' ? type : ''}\n${index}`;
  return type === consecutiveType ? consecutiveType : undefined;
}

/** Whether `piece` is a further piece of `item`. A signed item gets no more text. */
function continues(item: Fields, piece: Fields): boolean {
  const isClosed = hasField(item, 'signature') && pieceFields.some((name) => hasField(item, name));
  return Object.keys(piece).every((name) => {
    if (!hasField(piece, name)) return true;
    if (isPiece(name, piece[name])) return !isClosed && (!hasField(item, name) || isPiece(name, item[name]));
    return name === 'signature' || !hasField(item, name) || item[name] === piece[name];
  });
}

function addPiece(item: Record<string, unknown>, piece: Fields): void {
  for (const name of Object.keys(piece)) {
    if (!hasField(piece, name)) continue;
    const isMore = isPiece(name, piece[name]) && isPiece(name, item[name]);
    setProperty(item, name, isMore ? (item[name] as string) + (piece[name] as string) : piece[name]);
  }
}

function isPiece(name: string, value: unknown): boolean {
  return pieceFields.includes(name) && typeof value === 'string';
}

function hasField(fields: Fields, name: string): boolean {
  return Object.hasOwn(fields, name) && fields[name] != null && fields[name] !== '';
}
