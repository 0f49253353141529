import { type Observable, defer, map, of, tap, timeout } from 'rxjs';
import { isRecord } from '../../json/is-record.js';
import type { NodeRequest } from '../node-messages.js';
import { checkShape } from './check-shape.js';
import type { GuardSettings } from './guard-settings.js';
import { readNodeBody, readWebBody, tooLarge } from './read-body.js';
import { Refusal } from './refusal.js';

/** The body of one request: read up to a limit, or left unread. */
export class RequestBody {
  readonly #message: NodeRequest | Request;
  readonly #settings: Pick<GuardSettings, 'bodyTimeout' | 'maxBodySize'>;
  #isRead = false;

  constructor(message: NodeRequest | Request, settings: Pick<GuardSettings, 'bodyTimeout' | 'maxBodySize'>) {
    this.#message = message;
    this.#settings = settings;
  }

  /** Emits the parsed body, or fails with a {@link Refusal}. */
  read(): Observable<unknown> {
    const message = this.#message;
    const { maxBodySize, bodyTimeout } = this.#settings;
    if (isNode(message) && message.body !== undefined) {
      this.#isRead = true;
      return defer(() => of(checkParsed(message.body, maxBodySize)));
    }
    const text = isNode(message) ? readNodeBody(message, maxBodySize) : readWebBody(message, maxBodySize);
    const late = (): never => {
      throw new Refusal(408, 'invalid_request_error', 'The body has not come in time.');
    };
    return text.pipe(
      timeout({ first: bodyTimeout, with: late }),
      tap(() => {
        this.#isRead = true;
      }),
      map(parse),
    );
  }

  /**
   * Returns headers for an answer to a request with an unread or partly read body. A server would read the rest to keep the
   * connection, and a body may never end; a web stream is cancelled.
   */
  leave(): Readonly<Record<string, string>> {
    const message = this.#message;
    if (this.#isRead || !mayHaveBody(message)) return {};
    if (!isNode(message) && message.body?.locked === false) void message.body.cancel().catch(() => undefined);
    return { connection: 'close' };
  }
}

/** Whether it is a request of Node, or of a framework on top of it. */
export function isNode(message: NodeRequest | Request): message is NodeRequest {
  return typeof (message as Partial<NodeRequest>).on === 'function';
}

function mayHaveBody(message: NodeRequest | Request): boolean {
  if (!isNode(message)) return message.body !== null;
  const { method = 'GET', headers, body } = message;
  // HTTP/2 forbids this header, and its server resets the stream by itself.
  if (body !== undefined || headers[':method'] !== undefined) return false;
  const isUsual = !['GET', 'HEAD', 'OPTIONS'].includes(method);
  return (
    isUsual || headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0
  );
}

/** Validates a body parsed by a framework; it is untrusted input from the client. */
function checkParsed(body: unknown, maxBodySize: number): unknown {
  try {
    if (isRecord(body) || Array.isArray(body)) checkShape(body);
    const size = new TextEncoder().encode(JSON.stringify(body)).length;
    if (size > maxBodySize) throw tooLarge(maxBodySize);
    return body;
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
