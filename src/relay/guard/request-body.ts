import { type Observable, defer, identity, map, of, tap, timeout } from 'rxjs';
import { isRecord } from '../../json/is-record.js';
import { maxTimerDelay } from '../../transport/max-timer-delay.js';
import type { NodeRequest } from '../node-messages.js';
import { checkShape } from './check-shape.js';
import type { GuardSettings } from './guard-settings.js';
import { disconnected, readNodeBody, readWebBody, tooLarge } from './read-body.js';
import { Refusal } from './refusal.js';

/** The body of one request: read up to a limit, or left unread. */
export class RequestBody {
  readonly #message: NodeRequest | Request;
  readonly #settings: Pick<GuardSettings, 'bodyTimeout' | 'maxBodySize'>;
  /** The body that your server has read; undefined if it has not. */
  readonly #passedBody: unknown;
  /** Whether nothing is left to read. */
  #isRead: boolean;

  constructor(
    message: NodeRequest | Request,
    passedBody: unknown,
    settings: Pick<GuardSettings, 'bodyTimeout' | 'maxBodySize'>,
  ) {
    this.#message = message;
    this.#passedBody = passedBody ?? getParsedBody(message);
    this.#settings = settings;
    this.#isRead = this.#passedBody !== undefined || isUsed(message);
  }

  /** Emits the parsed body, or fails with a {@link Refusal}. */
  read(): Observable<unknown> {
    const message = this.#message;
    const { maxBodySize, bodyTimeout } = this.#settings;
    if (this.#passedBody !== undefined) return defer(() => of(checkReadBody(this.#passedBody, maxBodySize)));
    if (isNode(message) && message.aborted === true) throw disconnected();
    if (isUsed(message)) {
      throw new TypeError('the body of the request has been read: pass it on, guard(request, { body })');
    }
    const text = isNode(message) ? readNodeBody(message, maxBodySize) : readWebBody(message, maxBodySize);
    const late = (): never => {
      throw new Refusal(408, 'invalid_request_error', 'The body has not arrived in time.');
    };
    return text.pipe(
      bodyTimeout > maxTimerDelay ? identity : timeout({ first: bodyTimeout, with: late }),
      tap(() => {
        this.#isRead = true;
      }),
      map(parse),
    );
  }

  /**
   * Leaves an unread or partly read body: cancels a web stream, and returns headers for the answer. To keep the connection, a server would have
   * to read the rest of the body, which may never end.
   */
  leave(): Readonly<Record<string, string>> {
    const message = this.#message;
    if (this.#isRead || !mayHaveBody(message)) return {};
    if (!isNode(message) && message.body?.locked === false) void message.body.cancel().catch(() => undefined);
    return { connection: 'close' };
  }
}

/** Whether this is a request of Node, or of a framework built on it. */
export function isNode(message: NodeRequest | Request): message is NodeRequest {
  return typeof (message as Partial<NodeRequest>).on === 'function';
}

function mayHaveBody(message: NodeRequest | Request): boolean {
  if (!isNode(message)) return message.body !== null;
  const { method = 'GET', headers } = message;
  // HTTP/2 forbids this header, and its server resets the stream by itself.
  if (headers[':method'] !== undefined) return false;
  const usuallyHasBody = !['GET', 'HEAD', 'OPTIONS'].includes(method);
  return (
    usuallyHasBody ||
    headers['transfer-encoding'] !== undefined ||
    Number(headers['content-length'] ?? 0) !== 0
  );
}

/** Returns the body that a framework has set on a request of Node. Some body parsers set `{}` if they do not read the body. */
function getParsedBody(message: NodeRequest | Request): unknown {
  if (!isNode(message)) return undefined;
  const { body, readableDidRead } = message;
  const isUnread = readableDidRead === false && isRecord(body) && Object.keys(body).length === 0;
  return isUnread ? undefined : body;
}

/** Whether your server has read the body. */
function isUsed(message: NodeRequest | Request): boolean {
  if (isNode(message)) return message.readableEnded === true;
  return message.bodyUsed || message.body?.locked === true;
}

/** Validates a body that your server has read (parsed, or as text or bytes), since it is untrusted input from the page. */
function checkReadBody(body: unknown, maxBodySize: number): unknown {
  try {
    const value = body instanceof Uint8Array ? new TextDecoder('utf-8', { fatal: true }).decode(body) : body;
    if (isRecord(value) || Array.isArray(value)) checkShape(value);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (new TextEncoder().encode(text).length > maxBodySize) throw tooLarge(maxBodySize);
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch (error) {
    throw error instanceof Refusal ? error : notJson();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

function notJson(): Refusal {
  return new Refusal(400, 'invalid_request_error', 'The body is not JSON.');
}
