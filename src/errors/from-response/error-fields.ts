import { isObject } from '../../json/is-record.js';

/** Fields of an error body, by their names in lower case and without separators. */
export type ErrorFields = Readonly<Record<string, unknown>>;

/** Returns the fields of an object: servers write `error_code`, `errorCode` or `ErrorCode`. Returns no fields for other values. */
export function toErrorFields(value: unknown): ErrorFields {
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, field]) => [name.replace(/[-_]/g, '').toLowerCase(), field]),
      )
    : {};
}

/** Returns the first item of an array, and any other value unchanged. */
export function first(value: unknown): unknown {
  return Array.isArray(value) ? (value[0] as unknown) : value;
}

/** Returns the result of `read` for the first of the named fields for which it is not null. */
export function findField<T>(
  fields: ErrorFields,
  names: readonly string[],
  read: (value: unknown) => T | null,
): T | null {
  for (const name of names) {
    const value = read(fields[name]);
    if (value !== null) return value;
  }
  return null;
}

/** Names of a field with a message, most specific first. Without `text` and `title`, since other values than errors have them too. */
export const messageNames = [
  'message',
  'detail',
  'msg',
  'errormessage',
  'errormsg',
  'statusmsg',
  'htmlmessage',
];

/** Names of a field with a code. */
export const codeNames = ['code', 'errorcode', 'statuscode'];

/** Returns a string that is not blank; null for any other value. */
export function toSentence(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Returns a string that is not blank, or a number as a string; null for any other value. */
export function toCode(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : toSentence(value);
}
