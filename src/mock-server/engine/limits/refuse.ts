import type { WholeAnswer } from '../engine-answer.js';
import { createPlainAnswer } from '../create-plain-answer.js';
import type { ErrorReply } from '../error-reply.js';
import type { HeaderContext } from '../get-response-headers.js';

/** The context of the headers, with the caller whose failures are counted. */
export type CallerContext = HeaderContext & { readonly caller: string };

/** Creates the response for an error, and counts the error as a failure if the caller has caused it. */
export function refuse(
  reply: ErrorReply,
  context: CallerContext,
  { isUnsupported = isProviderRejection(reply) }: { readonly isUnsupported?: boolean } = {},
): WholeAnswer {
  const { caller, meters, now } = context;
  if (isCausedByCaller(reply)) meters.budgets?.[isUnsupported ? 'unsupported' : 'failures'].add(caller, now);
  return createPlainAnswer(reply, context);
}

// Rate limits (429), oversized bodies (413) and server errors do not count as failures of the caller.
function isCausedByCaller({ status }: ErrorReply): boolean {
  return status >= 400 && status < 500 && status !== 413 && status !== 429;
}

/** Whether Venice has accepted a request, but the provider of the model has rejected it. */
function isProviderRejection({ body, status }: ErrorReply): boolean {
  return status === 400 && typeof body === 'object' && body !== null && 'request_id' in body;
}
