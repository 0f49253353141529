import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { catchError, defer, EMPTY, from, switchMap, type Observable } from 'rxjs';

import type { AnswerContext } from '../engine/answer-context.js';
import { answer } from '../engine/answer.js';
import type { EngineAnswer } from '../engine/engine-answer.js';
import type { EngineRequest } from '../engine/engine-request.js';
import { errorAnswer } from '../engine/error-answer.js';
import type { ErrorReply } from '../engine/script.js';
import { corsHeaders, isPreflight } from './cors-headers.js';
import { playAnswer } from './play-answer.js';
import { receiveRequest } from './receive-request.js';
import { toReceivedRequest } from './to-received-request.js';
import type { Traffic } from './traffic.js';

/** Reads one request, asks the engine, and plays its answer until the client leaves. Emits nothing. */
export function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Pick<AnswerContext, 'apiKey' | 'script'>,
  traffic: Traffic,
): Observable<never> {
  if (isPreflight(request)) {
    response.writeHead(204, corsHeaders(request)).end();
    return EMPTY;
  }
  return from(receiveRequest(request)).pipe(
    // Only a client that goes away in the middle of its request makes the reading fail.
    catchError(() => EMPTY),
    switchMap((received) => {
      traffic.addRequest(toReceivedRequest(received));
      const context = { ...settings, now: Date.now(), id: randomUUID().replaceAll('-', '') };
      const play = (reply: EngineAnswer): Observable<never> =>
        playAnswer({ ...reply, headers: { ...reply.headers, ...corsHeaders(request) } }, response);

      // A rule that throws is an answer too: a broken script must not end the server.
      return defer(() => play(answer(withoutQuery(received), context))).pipe(
        catchError((error: unknown) => play(errorAnswer(scriptFailure(error), context))),
      );
    }),
  );
}

function withoutQuery(request: EngineRequest): EngineRequest {
  return { ...request, path: request.path.replace(/\?.*$/s, '') };
}

function scriptFailure(error: unknown): ErrorReply {
  return { status: 500, body: { error: `The script failed: ${String(error)}` } };
}
