import { isRecord } from '../json/is-record.js';
import type { TransportRequest } from '../transport/http-transport.js';
import { withHiddenSecrets } from '../transport/secret-headers.js';

/** A request that a scripted transport was asked to send. */
export interface RecordedRequest {
  /** HTTP method. */
  readonly method: TransportRequest['method'];
  /** Absolute address. */
  readonly url: string;
  /** Request headers, names in lower case. The credentials can be read by name, but neither JSON nor `inspect` shows them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; undefined where there is none. */
  readonly body: unknown;
  /** Text of the last message of the user; empty where there is none. */
  readonly prompt: string;
  /** When it was sent: `asyncScheduler.now()`, which in virtual time is the frame. */
  readonly sentAt: number;
  /** `open` until it ends: `completed` with its body, `failed`, or `cancelled` by who had asked. */
  readonly outcome: 'cancelled' | 'completed' | 'failed' | 'open';
  /** When it ended, on the same clock; undefined while it is open. */
  readonly endedAt: number | undefined;
}

/** The same while it is written. */
export type RequestRecord = { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };

/** The record of a request that is sent now. */
export function toRecord({ method, url, headers, body }: TransportRequest, now: number): RequestRecord {
  const parsed: unknown = body === undefined ? undefined : JSON.parse(body);
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
