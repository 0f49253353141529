import type { Observable } from 'rxjs';
import type { APIError } from '../errors/api-error.js';
import type { TransportEvent } from '../transport/transport-event.js';
import type { TransportRequest } from '../transport/http-transport.js';
import { type ChatMarbleValues, parseChatMarbles } from './parse-chat-marbles.js';
import { toStreamSteps, toWholeSteps } from './response-steps.js';
import { playResponseSteps } from './play-response-steps.js';
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

/** Returns the reply to a request. `index` is the number of earlier requests; `transportRequest` has the unparsed body. */
export type ChatReplies = (
  request: RecordedRequest,
  index: number,
  transportRequest: TransportRequest,
) => ChatReply;

/** Converts a reply to events: a stream, or the same answer in one piece if the request does not set `stream`. */
export function toTransportEvents(reply: ChatReply, request: RecordedRequest): Observable<TransportEvent> {
  if (typeof reply === 'string') return toTransportEvents({ marbles: reply }, request);
  if (!('marbles' in reply)) return reply;
  const steps = parseChatMarbles(reply.marbles, reply.values, reply.error);
  return playResponseSteps(requestsStream(request.body) ? toStreamSteps(steps) : toWholeSteps(steps));
}

function requestsStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && (body as { stream?: unknown }).stream === true;
}
