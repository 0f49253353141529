import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { catchError, defer, EMPTY, from, switchMap, type Observable } from 'rxjs';

import type { AnswerContext } from './engine/answer-context.js';
import { answer } from './engine/answer.js';
import type { EngineAnswer } from './engine/engine-answer.js';
import { errorAnswer } from './engine/error-answer.js';
import type { ErrorReply } from './engine/error-reply.js';
import { playAnswer } from './engine/play-answer.js';
import { compressBody } from './compress-body.js';
import { corsHeaders, isPreflight } from './cors-headers.js';
import type { MockServerOptions } from './mock-server-options.js';
import { getMemorySize } from './memory-size.js';
import { receiveRequest } from './receive-request.js';
import type { ReceivedRequest } from './received-request.js';
import { type Callers, refusedCaller } from './refused-caller.js';
import { toReceivedRequest } from './to-received-request.js';
import type { Traffic } from './traffic.js';

/** Settings and state of a server. */
export interface ServerSettings extends Pick<
  AnswerContext,
  'apiKey' | 'catalogue' | 'meters' | 'modelPrivacy' | 'script'
> {
  readonly callers: Callers;
  readonly fault: MockServerOptions['fault'];
  readonly onScriptError: MockServerOptions['onScriptError'];
}

/** Reads one request, runs the engine, and writes its answer. Emits nothing; unsubscribing stops the writing. */
export function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  settings: ServerSettings,
  traffic: Traffic,
): Observable<never> {
  const refusal = refusedCaller(request, settings.callers);
  if (refusal) {
    const { status, message } = refusal;
    // Does not read the body: closing the connection discards it.
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ error: message }));
    return EMPTY;
  }
  if (isPreflight(request)) {
    response.writeHead(204, corsHeaders(request)).end();
    return EMPTY;
  }
  return from(receiveRequest(request)).pipe(
    // Reading fails only if the client disconnects in the middle of its request.
    catchError(() => EMPTY),
    switchMap((received) => {
      const shown = toReceivedRequest(received);
      traffic.addRequest(shown, getMemorySize(received.body));
      const context = {
        ...settings,
        now: Date.now(),
        id: randomUUID().replaceAll('-', ''),
        fault: undefined,
      };
      const play = (reply: EngineAnswer): Observable<never> => {
        const played = compressBody(reply, received);
        return playAnswer({ ...played, headers: { ...played.headers, ...corsHeaders(request) } }, response);
      };

      // A script or a `fault` function that throws must not stop the server: the client gets a 500.
      return defer(() => play(answer(received, { ...context, fault: faultFor(settings.fault, shown) }))).pipe(
        catchError((error: unknown) => {
          settings.onScriptError?.(error, shown);
          return play(errorAnswer(scriptFailure(error), context));
        }),
      );
    }),
  );
}

function faultFor(fault: MockServerOptions['fault'], request: ReceivedRequest): AnswerContext['fault'] {
  return typeof fault === 'function' ? fault(request) : fault;
}

function scriptFailure(error: unknown): ErrorReply {
  return { status: 500, body: { error: `The script failed: ${String(error)}` } };
}
