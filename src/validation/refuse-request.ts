import { RequestError } from '../errors/request-error.js';

/** One thing that is wrong with a request. */
export interface RequestIssue {
  /** Which field, such as `messages[0].content`. */
  readonly path: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** How many issues a message names. */
const mostNamed = 5;

/** Throws the `RequestError` of an issue; its message names a few of the others too. */
export function refuseRequest({ path, remedy }: RequestIssue, more: readonly RequestIssue[] = []): never {
  const named = [{ path, remedy }, ...more.slice(0, mostNamed - 1)];
  const rest = more.length + 1 - named.length;
  const message = [
    ...named.map((issue) => `${issue.path}: ${issue.remedy}`),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ].join('; ');
  throw new RequestError({ message, path, remedy });
}
