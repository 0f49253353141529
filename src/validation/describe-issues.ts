import { type RequestIssue, describeIssue } from './reject-request.js';

/** Maximum number of issues listed in an error message. */
const maxListed = 5;

/** Describes the issues of a request: the first five in full, and the number of the others. */
export function describeIssues(issues: readonly RequestIssue[]): string {
  const named = issues.slice(0, maxListed).map(describeIssue);
  const rest = issues.length - named.length;
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}
