import { RequestError } from '../errors/request-error.js';

/** One problem of a request. */
export interface RequestIssue {
  /** Path of the invalid field, such as `messages[0].content`. */
  readonly path: string;
  /** How to fix it. */
  readonly remedy: string;
}

/** Maximum number of issues named in a message. */
const mostNamed = 5;

/** Throws the `RequestError` of an issue; its message also names a few of the others. */
export function refuseRequest({ path, remedy }: RequestIssue, more: readonly RequestIssue[] = []): never {
  const named = [{ path, remedy }, ...more.slice(0, mostNamed - 1)];
  const rest = more.length + 1 - named.length;
  const message = [
    ...named.map((issue) => `${issue.path}: ${issue.remedy}`),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ].join('; ');
  throw new RequestError({ message, path, remedy });
}
