import type { Observable } from 'rxjs';
import type { APIError } from '../errors/api-error.js';
import type { TransportEvent } from '../transport/transport-event.js';
import type { TransportRequest } from '../transport/http-transport.js';
import { type ChatMarbleValues, chatMarbles } from './chat-marbles.js';
import { streamTurns, wholeTurns } from './http-turns.js';
import { playTurns } from './play-turns.js';
import type { RecordedRequest } from './recorded-request.js';

/** Reply of a scripted transport to one request: marbles, or your own HTTP events. */
export type ChatReply = ChatMarblesReply | Observable<TransportEvent> | string;

/** Marbles of a chat, with their values. */
export interface ChatMarblesReply {
  /** A letter is a chunk, `|` the end of the answer, `#` an error. */
  readonly marbles: string;
  /** Values of the letters. */
  readonly values?: ChatMarbleValues;
  /** Error of `#`. Default: a 500. */
  readonly error?: APIError;
}

/** Chooses a reply by the request and the number of earlier requests. */
export type ChatReplies = (request: RecordedRequest, index: number, sent: TransportRequest) => ChatReply;

/** Events of a reply: a stream, or the same answer as a single body if the request is not streamed. */
export function eventsOfReply(reply: ChatReply, request: RecordedRequest): Observable<TransportEvent> {
  if (typeof reply === 'string') return eventsOfReply({ marbles: reply }, request);
  if (!('marbles' in reply)) return reply;
  const steps = chatMarbles(reply.marbles, reply.values, reply.error);
  return playTurns(requestsStream(request.body) ? streamTurns(steps) : wholeTurns(steps));
}

function requestsStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && (body as { stream?: unknown }).stream === true;
}
