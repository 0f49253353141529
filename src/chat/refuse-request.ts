import { RequestError } from '../errors/request-error.js';

/** One thing that is wrong with a request. */
export interface RequestIssue {
  /** Which field, such as `messages[0].content`. */
  readonly path: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Throws the `RequestError` of an issue; its message names the others too. */
export function refuseRequest({ path, remedy }: RequestIssue, more: readonly RequestIssue[] = []): never {
  const message = [{ path, remedy }, ...more].map((issue) => `${issue.path}: ${issue.remedy}`).join('; ');
  throw new RequestError({ message, path, remedy });
}
