import type { ErrorReply } from './error-reply.js';

/** One problem of a request. */
export interface SchemaIssue {
  /** Kind of problem, as named by zod. */
  readonly code: string;
  /** Path of the invalid field, such as `['messages', 0, 'role']`. */
  readonly path: readonly (number | string)[];
  readonly message: string;
}

/** Creates Venice's 400 for an invalid request. Its body has the issues as a tree (`details`) and as an array (`issues`). */
export function createSchemaError(issues: readonly SchemaIssue[]): ErrorReply {
  return { status: 400, body: { error: 'Invalid request parameters', details: toTree(issues, 0), issues } };
}

function toTree(issues: readonly SchemaIssue[], depth: number): object {
  const keys = new Set(issues.flatMap(({ path }) => path.slice(depth, depth + 1)));
  const branches = [...keys].map((key) => {
    const branchIssues = issues.filter(({ path }) => path[depth] === key);
    return [key, toTree(branchIssues, depth + 1)] as const;
  });
  const ownIssues = issues.filter(({ path }) => path.length === depth);
  return { _errors: ownIssues.map(({ message }) => message), ...Object.fromEntries(branches) };
}
