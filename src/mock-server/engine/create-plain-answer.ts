import type { WholeAnswer } from './engine-answer.js';
import type { ErrorReply } from './error-reply.js';
import { getMissingResets } from './limits/get-missing-resets.js';
import { getResponseHeaders, type HeaderContext } from './get-response-headers.js';

/**
 * Creates a response that is not a chat completion: an error, or the JSON of another route. An error has the additional header
 * `x-venice-host-name`.
 */
export function createPlainAnswer(reply: ErrorReply, context: HeaderContext): WholeAnswer {
  const { status, body, timing } = reply;
  const headers = withLowerCaseNames(reply.headers);
  const contentType =
    typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  return {
    after: timing?.headersDelay ?? 0,
    status,
    headers: {
      ...getResponseHeaders(context, contentType),
      ...(status >= 400 && { 'x-venice-host-name': 'localhost' }),
      ...getMissingResets(headers, context.now),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

// A name in another case would not override the default header.
function withLowerCaseNames(headers: ErrorReply['headers'] = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
