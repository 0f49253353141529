import { load } from '#load';
import { checkRequest as checkEssentials } from '../validation/check-request.js';
import { describeIssues } from '../validation/describe-issues.js';
import { isPlainRequest } from '../validation/is-plain-request.js';
import { rejectRequest } from '../validation/reject-request.js';
import { requestIssues } from '../validation/request-issues.js';
import { requestSchema } from '../validation/request-schema.js';
import type { ChatCompletionRequest } from '../wire/chat-completion-request.js';

/**
 * Request validation under the condition `node`: checks every field with a schema. The schema is loaded at the first request that
 * {@link isPlainRequest} does not accept.
 */
export function checkRequest(request: ChatCompletionRequest): void {
  if (isPlainRequest(request)) return;
  schema ??= loadSchema();
  if (schema === 'unavailable') {
    checkEssentials(request);
    return;
  }
  const error = findError(schema, request);
  const issues = error === undefined ? [] : requestIssues(error, request);
  if (issues[0] !== undefined) rejectRequest(issues[0], describeIssues(issues));
  checkEssentials(request);
}

type RequestSchema = ReturnType<typeof requestSchema>;

function findError(
  schema: RequestSchema,
  request: ChatCompletionRequest,
): ReturnType<RequestSchema['safeParse']>['error'] {
  try {
    return schema.safeParse(request).error;
  } catch {
    // zod compares the `length` of any value with numbers, which throws if it is an object that cannot be converted.
    checkEssentials(request);
    return rejectRequest({ path: 'request', remedy: 'use only plain JSON values' });
  }
}

let schema: ReturnType<typeof loadSchema> | undefined;

function loadSchema(): RequestSchema | 'unavailable' {
  const z = zod();
  return z === undefined ? 'unavailable' : requestSchema(z);
}

// In a bundle for Node without zod, only the essential fields are checked; the server validates the others.
function zod(): ReturnType<typeof load.zod> | undefined {
  try {
    return load.zod();
  } catch {
    return undefined;
  }
}
