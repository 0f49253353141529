import { type Observable, concatMap, defer, firstValueFrom, from, map, of } from 'rxjs';
import { invalidOption } from '../../options/invalid-option.js';
import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import type { NodeRequest } from '../node-messages.js';
import type { RelayOptions } from '../relay-options.js';
import { type WireAnswer, errorAnswer, jsonHeaders } from '../wire-answer.js';
import { corsHeaders, preflightHeaders } from './cors.js';
import { GuardResponse } from './guard-response.js';
import { type GuardSettings, guardSettings } from './guard-settings.js';
import { type IncomingRequest, fromNode, fromWeb, maxPathLength } from './incoming-request.js';
import { parseChat } from './parse-chat.js';
import { tooLarge } from './read-body.js';
import { Refusal } from './refusal.js';
import type { RelayGuardOptions } from './relay-guard-options.js';
import { RequestBody, isNode } from './request-body.js';

/** An accepted chat request. */
export interface GuardedChat {
  /** Distinguishes the chat from a `GuardResponse`. */
  readonly type: 'chat';
  /** The request with only its allowed fields, and a limit on the length of the answer. `create` validates the field values. */
  readonly request: ChatCompletionRequest;
  /** For `pipeToNodeResponse` or `toWebResponse`: CORS headers, and whether to stream. */
  readonly options: RelayOptions;
}

/** The parts of a request that your server has already read. */
export interface ReadRequest {
  /** The body, parsed or as text or bytes: `guard(request.raw, { body: request.body })` in Fastify. Checked like an unread body. */
  readonly body?: unknown;
}

/** Accepts or refuses a request. The Promise never rejects: a failure becomes a response. */
export type RelayGuard = (
  request: NodeRequest | Request,
  read?: ReadRequest,
) => Promise<GuardResponse | GuardedChat>;

/**
 * Protects a relay from use by strangers at your expense. Takes a Node or web request, and returns a chat request to relay, or the response
 * to send instead: a refusal in Venice's format (400, 403, 404, 405, 408, 413, 414, 415, 429), the response to a CORS preflight, or the list of
 * models. If `rate` or `clientOf` fails, or if your server has read the body and not passed it to the guard, the response is a 500, and `onError`
 * receives the error.
 *
 * Accepts `POST …/chat/completions` and `GET …/models`, with any path prefix.
 */
export function relayGuard(options: RelayGuardOptions): RelayGuard {
  const settings = guardSettings(options);
  const { report } = settings;
  return async (message, read = {}) => {
    let headers: Readonly<Record<string, string>> = { vary: 'origin' };
    const body = new RequestBody(message, read.body, settings);
    // Adds `connection: close` if the body of the request was not read to its end.
    const answer = (wire: WireAnswer): GuardResponse =>
      new GuardResponse({ ...wire, headers: { ...wire.headers, ...body.leave() } });
    try {
      const request = isNode(message) ? fromNode(message) : fromWeb(message);
      headers = corsHeaders(request, settings);
      const result = await firstValueFrom(handle(body, request, settings, headers), {
        defaultValue: undefined,
      });
      if (result === undefined)
        throw invalidOption('rate', 'a number of milliseconds to wait', result, 'return');
      return 'status' in result ? answer(result) : result;
    } catch (error) {
      if (!(error instanceof Refusal)) report(error);
      const refusal = error instanceof Refusal ? error : failed;
      return answer(errorAnswer(refusal.wire, { ...headers, ...refusal.headers }));
    }
  };
}

/** The response to a failure that the request did not cause. */
const failed = new Refusal(500, 'server_error', 'The relay has failed.');

function handle(
  body: RequestBody,
  request: IncomingRequest,
  settings: GuardSettings,
  headers: Readonly<Record<string, string>>,
): Observable<WireAnswer | GuardedChat> {
  const { method, header, path } = request;
  if (path.length > maxPathLength) {
    throw new Refusal(414, 'invalid_request_error', `The path is longer than ${maxPathLength} characters.`);
  }
  if (method === 'OPTIONS') {
    return of({ status: 204, headers: { ...headers, ...preflightHeaders(settings) }, body: '' });
  }
  if (path.endsWith('/models')) {
    checkMethod(method, 'GET');
    return of({ status: 200, headers: { ...jsonHeaders, ...headers }, body: toModelList(settings) });
  }
  if (!path.endsWith('/chat/completions')) throw new Refusal(404, 'not_found_error', 'Not found.');
  checkMethod(method, 'POST');
  // A page could send some other content types, such as text/plain, without a preflight (Fetch standard, "CORS-safelisted request-header").
  if (!/^application\/json\s*(;|$)/i.test(header('content-type') ?? '')) {
    throw new Refusal(415, 'invalid_request_error', 'Send JSON, as `content-type: application/json`.');
  }
  if (Number(header('content-length') ?? 0) > settings.maxBodySize) throw tooLarge(settings.maxBodySize);
  return defer(() => from(settings.wait(request))).pipe(
    concatMap((retryAfter) => {
      if (typeof retryAfter !== 'number' || Number.isNaN(retryAfter)) {
        throw invalidOption('rate', 'a number of milliseconds to wait', retryAfter, 'return');
      }
      if (retryAfter > 0) {
        throw new Refusal(429, 'rate_limit_exceeded', 'Too many requests. Try again later.', {
          ...(Number.isFinite(retryAfter) && { retryAfter }),
        });
      }
      return body.read();
    }),
    map((value): GuardedChat => {
      const chat = parseChat(value, settings);
      return { type: 'chat', request: chat, options: { headers, stream: chat.stream === true } };
    }),
  );
}

function checkMethod(method: string, allowed: string): void {
  if (method === allowed) return;
  throw new Refusal(405, 'invalid_request_error', `Use ${allowed} here.`, {
    headers: { allow: `${allowed}, OPTIONS` },
  });
}

function toModelList({ models }: GuardSettings): string {
  const data = [...models].map((id) => ({
    id,
    object: 'model',
    created: 0,
    owned_by: 'relay',
    type: 'text',
  }));
  return JSON.stringify({ object: 'list', type: 'text', data });
}
