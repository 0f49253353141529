import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { catchError, defer, EMPTY, from, switchMap, type Observable } from 'rxjs';

import type { AnswerContext } from './engine/answer-context.js';
import { answerRequest } from './engine/answer-request.js';
import type { EngineAnswer } from './engine/engine-answer.js';
import { createPlainAnswer } from './engine/create-plain-answer.js';
import type { ErrorReply } from './engine/error-reply.js';
import { playAnswer } from './engine/play-answer.js';
import { compressBody } from './compress-body.js';
import { getCorsHeaders, isPreflight } from './get-cors-headers.js';
import type { MockServerOptions } from './mock-server-options.js';
import { getMemorySize } from './get-memory-size.js';
import { receiveRequest } from './receive-request.js';
import type { ReceivedRequest } from './received-request.js';
import { type AllowedCallers, checkCaller } from './check-caller.js';
import { toReceivedRequest } from './to-received-request.js';
import type { Traffic } from './traffic.js';

/** Settings and state of a server. */
export interface ServerSettings extends Pick<
  AnswerContext,
  'apiKey' | 'catalogue' | 'meters' | 'modelPrivacy' | 'script'
> {
  readonly allowedCallers: AllowedCallers;
  readonly fault: MockServerOptions['fault'];
  readonly onScriptError: MockServerOptions['onScriptError'];
}

/** Reads one request, runs the engine, and writes the engine's answer. Emits nothing; unsubscribing stops the writing. */
export function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  settings: ServerSettings,
  traffic: Traffic,
): Observable<never> {
  const refusal = checkCaller(request, settings.allowedCallers);
  if (refusal) {
    const { status, message } = refusal;
    // The body is not read: closing the connection discards the body.
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ error: message }));
    return EMPTY;
  }
  if (isPreflight(request)) {
    response.writeHead(204, getCorsHeaders(request)).end();
    return EMPTY;
  }
  return from(receiveRequest(request)).pipe(
    // Reading fails if the client disconnects in the middle of its request, or sends too much. No response can be sent then.
    catchError(() => EMPTY),
    switchMap((engineRequest) => {
      const receivedRequest = toReceivedRequest(engineRequest);
      traffic.addRequest(receivedRequest, getMemorySize(engineRequest.body));
      const context = {
        ...settings,
        now: Date.now(),
        id: randomUUID().replaceAll('-', ''),
        fault: undefined,
      };
      const play = (reply: EngineAnswer): Observable<never> => {
        const compressed = compressBody(reply, engineRequest);
        const headers = { ...compressed.headers, ...getCorsHeaders(request) };
        return playAnswer({ ...compressed, headers }, response);
      };
      const fault = (): AnswerContext['fault'] => getFault(settings.fault, receivedRequest);

      // A script or a `fault` function that throws must not stop the server: the client gets a 500.
      return defer(() => play(answerRequest(engineRequest, { ...context, fault: fault() }))).pipe(
        catchError((error: unknown) => {
          settings.onScriptError?.(error, receivedRequest);
          return play(createPlainAnswer(toScriptFailure(error), context));
        }),
      );
    }),
  );
}

function getFault(fault: MockServerOptions['fault'], request: ReceivedRequest): AnswerContext['fault'] {
  return typeof fault === 'function' ? fault(request) : fault;
}

function toScriptFailure(error: unknown): ErrorReply {
  return { status: 500, body: { error: `The script failed: ${String(error)}` } };
}
