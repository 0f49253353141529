import { type RequestIssue, describeIssue } from './refuse-request.js';

/** Maximum number of issues named in a message. */
const maxNamed = 5;

/** Describes the issues of a request, of which the message names a few. */
export function describeIssues(issues: readonly RequestIssue[]): string {
  const named = issues.slice(0, maxNamed).map(describeIssue);
  const rest = issues.length - named.length;
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}
