import type { WholeAnswer } from '../engine-answer.js';
import { errorAnswer } from '../error-answer.js';
import type { ErrorReply } from '../error-reply.js';
import type { HeaderContext } from '../response-headers.js';

/** The caller whose failures are counted, and what the headers depend on. */
export type CallerContext = HeaderContext & { readonly caller: string };

/** Answers with an error, and counts it where it is a failure of the caller's own. */
export function refuse(
  reply: ErrorReply,
  context: CallerContext,
  { isUnsupported = isProviderRejection(reply) }: { readonly isUnsupported?: boolean } = {},
): WholeAnswer {
  const { caller, meters, now } = context;
  if (isOwnFailure(reply)) meters.budgets?.[isUnsupported ? 'unsupported' : 'failures'].add(caller, now);
  return errorAnswer(reply, context);
}

// Going too fast, or sending too much, is not held against the caller; nor is what the server cannot do.
function isOwnFailure({ status }: ErrorReply): boolean {
  return status >= 400 && status < 500 && status !== 413 && status !== 429;
}

/** Whether the provider behind Venice refused a request that Venice found in order. */
function isProviderRejection({ body, status }: ErrorReply): boolean {
  return status === 400 && typeof body === 'object' && body !== null && 'request_id' in body;
}
