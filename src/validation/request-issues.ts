import type * as Zod from 'zod/mini';
import { isRecord } from '../json/is-record.js';
import type { RequestIssue } from './reject-request.js';

type ZodIssue = Zod.core.$ZodIssue;

/**
 * Converts the issues of the schema to issues of the request, without values of the request. Unknown keys with the value undefined are
 * ignored, since they are not sent.
 */
export function requestIssues(error: Zod.core.$ZodError, request: unknown): readonly RequestIssue[] {
  return error.issues.map(findIntendedIssue).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys
          .filter((key) => valueAt(request, [...issue.path, key]) !== undefined)
          .slice(0, maxUnknownKeys)
          .map((key) => ({
            path: formatPath([...issue.path, key]),
            remedy: getUnknownKeyRemedy(key, issue.path),
          }))
      : [{ path: formatPath(issue.path), remedy: getRemedy(issue, valueAt(request, issue.path)) }],
  );
}

/** Maximum number of unknown keys reported per object. */
const maxUnknownKeys = 10;

/** Maximum length of a key in a message; longer keys are truncated. */
const maxKeyLength = 64;

function shorten(key: string): string {
  return key.length > maxKeyLength ? `${key.slice(0, maxKeyLength)}…` : key;
}

/** Returns the issue of the branch of a union that the caller probably meant: the one whose issue has the longest path. */
function findIntendedIssue(issue: ZodIssue): ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const candidates = issue.errors.flatMap(([first]) =>
    first === undefined ? [] : [findIntendedIssue(first)],
  );
  const furthest = candidates.reduce<ZodIssue | undefined>(
    (best, next) => (next.path.length > (best?.path.length ?? 0) ? next : best),
    undefined,
  );
  return furthest === undefined ? issue : { ...furthest, path: [...issue.path, ...furthest.path] };
}

function formatPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'request';
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const name = shorten(String(key));
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

function getUnknownKeyRemedy(longKey: string, [parent]: readonly PropertyKey[]): string {
  const key = shorten(longKey);
  const wireName = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const spelling = wireName === key ? 'check the spelling' : `did you mean \`${wireName}\`? Otherwise`;
  const where = parent === undefined ? 'Venice has no such field' : `\`${String(parent)}\` has no such key`;
  return `${where}; ${spelling}${wireName === key ? ', or' : ''} pass it in \`extraBody\` if your server supports it`;
}

function getRemedy(issue: ZodIssue, value: unknown): string {
  const remedy = `use ${toExpectation(issue)}`;
  if (value !== null) return remedy;
  const isRequired = issue.path.length !== 1 || ['model', 'messages'].includes(String(issue.path[0]));
  return isRequired ? `null is not allowed: ${remedy}` : `null is not allowed: omit it, or ${remedy}`;
}

function toExpectation(issue: ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${formatAmount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${formatAmount(issue.maximum, issue.origin)}`;
    case 'invalid_value':
      return formatChoices(issue.values);
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? formatChoices(issue.options)
        : formatUnion(issue.errors);
    case 'invalid_format':
      return 'printable ASCII without `||`';
    default:
      return 'another value';
  }
}

const typeNames: Readonly<Record<string, string>> = {
  array: 'an array',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a string',
};

function formatAmount(bound: bigint | number, origin: string): string {
  const unit = units[origin];
  return unit === undefined ? `${bound}` : `${bound} ${unit}${bound === 1 ? '' : 's'}`;
}

const units: Readonly<Record<string, string>> = { array: 'element', string: 'character' };

function formatChoices(values: readonly unknown[]): string {
  const [last, ...others] = values.map((value) => `\`${String(value)}\``).reverse();
  return others.length === 0 ? (last ?? '') : `${others.reverse().join(', ')} or ${last}`;
}

function formatUnion(branches: readonly (readonly ZodIssue[])[]): string {
  return [
    ...new Set(branches.flatMap(([first]) => (first === undefined ? [] : [toExpectation(first)]))),
  ].join(', or ');
}

function valueAt(request: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      isRecord(value) || Array.isArray(value) ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    request,
  );
}
