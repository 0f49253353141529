import { isRecord } from '../json/is-record.js';
import type { TransportRequest } from '../transport/http-transport.js';
import { withHiddenSecrets } from '../transport/secret-headers.js';

/** A request received by a scripted transport. */
export interface RecordedRequest {
  /** HTTP method. */
  readonly method: TransportRequest['method'];
  /** Absolute URL. */
  readonly url: string;
  /** Request headers, with lower-case names. Credentials can be read by name, but are hidden from JSON and `inspect`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body, if any; bytes if a form was sent. */
  readonly body: unknown;
  /** Text of the last user message; empty if there is none. */
  readonly prompt: string;
  /** Time of the request: `asyncScheduler.now()`, which is the frame in virtual time. */
  readonly sentAt: number;
  /** How the request has ended: `completed` with the body of the reply, `failed`, or `cancelled` by the client; `open` until then. */
  readonly outcome: 'cancelled' | 'completed' | 'failed' | 'open';
  /** Time of the end of the request, on the same clock; undefined while it is open. */
  readonly endedAt: number | undefined;
}

/** A mutable {@link RecordedRequest}. */
export type RequestRecord = { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };

/** Creates the record of a request that is sent at the time `now`. */
export function toRecord({ method, url, headers, body }: TransportRequest, now: number): RequestRecord {
  const parsed: unknown = typeof body === 'string' ? JSON.parse(body) : body;
  return {
    method,
    url,
    headers: withHiddenSecrets(headers),
    body: parsed,
    prompt: getPrompt(parsed),
    sentAt: now,
    outcome: 'open',
    endedAt: undefined,
  };
}

function getPrompt(body: unknown): string {
  const messages = isRecord(body) && Array.isArray(body['messages']) ? (body['messages'] as unknown[]) : [];
  const last = messages.filter(isRecord).findLast(({ role }) => role === 'user');
  const content: unknown = last?.['content'];
  if (typeof content === 'string') return content;
  const parts: unknown[] = Array.isArray(content) ? content : [];
  return parts
    .map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join(' ');
}
