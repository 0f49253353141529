import { isRecord } from '../json/is-record.js';
import { describeType } from '../options/describe-type.js';
import { optionError } from '../options/invalid-option.js';

const noTags: Readonly<Record<string, string>> = Object.freeze({});

/** Returns a copy of `tags`. Throws a `TypeError` unless `tags` is an object of strings; its message does not contain the values. */
export function checkTags(tags: unknown = noTags): Readonly<Record<string, string>> {
  if (tags === noTags) return noTags;
  if (!isRecord(tags)) throw optionError('tags', 'be an object of strings', describeType(tags));
  for (const [name, value] of Object.entries(tags)) {
    if (typeof value !== 'string') throw optionError(`tags.${name}`, 'be a string', describeType(value));
  }
  return { ...tags } as Record<string, string>;
}
