import type { ErrorReply } from './error-reply.js';

/** One problem of a request. */
export interface SchemaIssue {
  /** Kind of problem, as named by zod. */
  readonly code: string;
  /** Path of the invalid field, such as `['messages', 0, 'role']`. */
  readonly path: readonly (number | string)[];
  readonly message: string;
}

/** Returns Venice's 400 for a request that does not match its schema. It has the issues as a tree and as an array. */
export function schemaError(issues: readonly SchemaIssue[]): ErrorReply {
  return { status: 400, body: { error: 'Invalid request parameters', details: toTree(issues, 0), issues } };
}

function toTree(issues: readonly SchemaIssue[], depth: number): object {
  const keys = new Set(issues.flatMap(({ path }) => path.slice(depth, depth + 1)));
  const branches = [...keys].map((key) => {
    const below = issues.filter(({ path }) => path[depth] === key);
    return [key, toTree(below, depth + 1)] as const;
  });
  const here = issues.filter(({ path }) => path.length === depth);
  return { _errors: here.map(({ message }) => message), ...Object.fromEntries(branches) };
}
