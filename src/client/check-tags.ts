import { isRecord } from '../json/is-record.js';
import { describeType } from '../request/describe-type.js';

const noTags: Readonly<Record<string, string>> = Object.freeze({});

/** Returns a copy of tags. Throws a `TypeError` unless they are an object of strings. */
export function checkTags(tags: unknown = noTags): Readonly<Record<string, string>> {
  if (tags === noTags) return noTags;
  if (!isRecord(tags)) {
    throw new TypeError(`\`tags\` must be an object of strings; received ${describeType(tags)}`);
  }
  for (const [name, value] of Object.entries(tags)) {
    if (typeof value === 'string') continue;
    throw new TypeError(`\`tags.${name}\` must be a string; received ${describeType(value)}`);
  }
  return { ...tags } as Record<string, string>;
}
