import { RequestError } from '../errors/request-error.js';

/** One problem of a request. */
export interface RequestIssue {
  /** Path of the invalid field, such as `messages[0].content`. */
  readonly path: string;
  /** How to fix it. */
  readonly remedy: string;
}

/** Describes an issue in a message. */
export function describeIssue({ path, remedy }: RequestIssue): string {
  return `${path}: ${remedy}`;
}

/** Throws the `RequestError` of an issue. */
export function rejectRequest(issue: RequestIssue, message = describeIssue(issue)): never {
  throw new RequestError({ ...issue, message });
}
