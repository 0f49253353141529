// The entries of one answer repeat field names and ids. A compact entry is stored as its differences from an earlier entry, its base.
import { compareOffsets } from '../durable/run-offset.js';

/** A part of an earlier entry, with which later entries are compared. */
export interface Base {
  /** Offset of the earlier entry. */
  readonly offset: string;
  /** `<offset> <hash of the value>`: a later run with the same id has other values at the same offsets. */
  readonly name: string;
  /** The end of the JSON of the entry, from the last value that has the same first `headLength` characters as the first value. */
  readonly value: string;
}

/** Control character that marks compact data and separates its parts. JSON does not contain it; the result of a codec may. */
const mark = '\u0001';
// The numbers below are part of the stored format: a reader derives the same base from an entry as its writer did.

/** Number of characters at the beginning of a value. Values with the same beginning are assumed to have the same fields. */
const headLength = 24;
/** Minimum length of {@link Base.value}: a shorter one would save little. */
const minBase = 64;
/** Maximum number of characters of an entry that is used as a base: a read may have to return the base in addition to its page. */
const maxBaseEntry = 4096;

/** Returns an entry as the base of later entries; undefined if it is not suitable. */
export function toBase(offset: string, data: string): Base | undefined {
  if (data.length > maxBaseEntry || !data.startsWith('[') || data.includes(mark)) return undefined;
  const values = data.slice(1, -1);
  const value = values.slice(values.lastIndexOf(`,${values.slice(0, headLength)}`) + 1);
  if (value.length < minBase || isHighSurrogate(value, headLength - 1)) return undefined;
  return { offset, name: `${offset} ${toHash(value)}`, value };
}

/** Returns the base that is later in the log; `other` if both have the same offset. */
export function laterBase(one: Base | undefined, other: Base | undefined): Base | undefined {
  if (!one || !other) return one ?? other;
  return compareOffsets(one.offset, other.offset) <= 0 ? other : one;
}

/**
 * Compacts the values of an entry. Each value becomes `<start> <end> <text>`: the number of characters that it shares with the base at its
 * beginning (after the first `headLength`) and at its end, and the text in between. Undefined if this does not save more than half.
 */
export function compactData({ value }: Base, data: string): string | undefined {
  const head = value.slice(0, headLength);
  if (!data.startsWith(`[${head}`) || !data.endsWith(']') || data.includes(mark)) return undefined;
  const tail = value.slice(headLength);
  const rests = data.slice(1 + headLength, -1);
  const next = `,${head}`;
  // Most entries have one value.
  const compact = rests.includes(next)
    ? rests
        .split(next)
        .map((rest) => compactValue(tail, rest))
        .join(mark)
    : compactValue(tail, rests);
  return compact.length * 2 < data.length ? compact : undefined;
}

function compactValue(tail: string, rest: string): string {
  const start = countSameStart(tail, rest);
  const end = countSameEnd(tail, rest, Math.min(tail.length, rest.length) - start);
  return `${start} ${end} ${rest.slice(start, rest.length - end)}`;
}

/** Reverses {@link compactData}. */
export function expandData({ value }: Base, compact: string): string {
  const head = value.slice(0, headLength);
  const tail = value.slice(headLength);
  const values = compact.split(mark).map((part) => {
    const afterStart = part.indexOf(' ');
    const afterEnd = part.indexOf(' ', afterStart + 1);
    const start = tail.slice(0, Number(part.slice(0, afterStart)));
    const end = tail.slice(tail.length - Number(part.slice(afterStart + 1, afterEnd)));
    return `${head}${start}${part.slice(afterEnd + 1)}${end}`;
  });
  return `[${values.join(',')}]`;
}

/** The data of an entry, compact or not. */
export interface StoredData {
  /** Name of the base, if the data is compact. The script `read` uses it. */
  readonly base?: string;
  /** The data, as encoded by the codec. */
  readonly content: string;
}

/**
 * Serializes stored data. Compact data gets the prefix `<size> <name of the base>` between two marks, where `size` is the number of
 * characters of the original data. Other data that begins with a mark gets a prefix of two marks.
 */
export function wrapData({ base, content }: StoredData, size: number): string {
  if (base !== undefined) return `${mark}${size} ${base}${mark}${content}`;
  return content.startsWith(mark) ? mark + mark + content : content;
}

/** Reverses {@link wrapData}. */
export function unwrapData(stored: string): StoredData {
  if (!stored.startsWith(mark)) return { content: stored };
  if (stored.startsWith(mark + mark)) return { content: stored.slice(2) };
  const end = stored.indexOf(mark, 1);
  return { base: stored.slice(stored.indexOf(' ') + 1, end), content: stored.slice(end + 1) };
}

/** FNV-1a of the UTF-16 code units, as hexadecimal digits. */
function toHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}

// Half of a surrogate pair cannot be encoded as UTF-8, so the next two functions do not count only one half of a pair as shared.

function countSameStart(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  let count = 0;
  while (count < length && one.charCodeAt(count) === other.charCodeAt(count)) count += 1;
  return isHighSurrogate(other, count - 1) ? count - 1 : count;
}

function countSameEnd(one: string, other: string, max: number): number {
  let count = 0;
  while (count < max && one.charCodeAt(one.length - 1 - count) === other.charCodeAt(other.length - 1 - count))
    count += 1;
  return count > 0 && isHighSurrogate(other, other.length - count - 1) ? count - 1 : count;
}

function isHighSurrogate(text: string, at: number): boolean {
  // Before the beginning, `charCodeAt` returns NaN, and the result is false.
  return (text.charCodeAt(at) & 0xfc00) === 0xd800;
}
