import type * as z from 'zod/mini';

import type { SchemaIssue } from './create-schema-error.js';

/** Converts the issues of a zod error to those that Venice sends. */
export function toSchemaIssues({ issues }: z.core.$ZodError): readonly SchemaIssue[] {
  return issues.map((issue) => ({
    ...toPlainFields(issue),
    code: issue.code,
    path: issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
    message: toMessage(issue),
  }));
}

// zod/mini has only the message `Invalid input`, unless a locale is loaded, which is large.
function toMessage(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Expected ${issue.expected}`;
    case 'too_small':
      return `Expected at least ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `Expected at most ${issue.maximum}${unit(issue.origin)}`;
    case 'invalid_value':
      return `Expected one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'unrecognized_keys':
      return `Unrecognized key(s) in object: ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
    default:
      return 'Invalid input';
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' elements' : '';
}

function toPlainFields(issue: z.core.$ZodIssue): object {
  return 'keys' in issue ? { keys: issue.keys } : {};
}
