import { isPlaceholder } from '../json/arguments-text.js';
import { isRecord } from '../json/is-record.js';
import { isSameJson } from '../json/is-same-json.js';
import { parseJson } from '#parse-json';
import { afterObject } from './scan-object.js';

/** Whether a piece of arguments may repeat or replace the arguments so far. If so, `scanObject` finds out whether these are a whole object. */
export function mayRepeat(more: string): boolean {
  return more.trimStart().startsWith('{') || more.trim() === 'null';
}

/**
 * Adds a piece to the arguments of a tool call. An object replaces a placeholder such as `{}`. After a whole object, a placeholder or
 * the same object again adds nothing, since two objects in a row are not valid JSON.
 *
 * @param scan - State of `scanObject` after `before`; undefined if the piece cannot be a repetition.
 */
export function joinArguments(before: string, more: string, scan: number | undefined): string {
  if (scan === undefined || !mayRepeat(more)) return before + more;
  if (isPlaceholder(before)) return isPlaceholder(more) ? before : more;
  return scan === afterObject && isRepetition(before, more) ? before : before + more;
}

/** Whether a piece adds nothing to a whole object. */
export function isRepetition(whole: string, more: string): boolean {
  if (more === whole || isPlaceholder(more)) return true;
  // White space rarely makes the same object 16 times as long. Without this limit, a long string would be parsed for each of many short pieces.
  if (whole.length > 16 * more.length) return false;
  const value = parseJson(more);
  return isRecord(value) && isSameJson(value, parseJson(whole));
}
