import { type Observable, delay, of } from 'rxjs';
import type { TransportEvent, TransportRequest, HttpTransport } from 'venice-rx';
import { chunk, finish, sse } from 'venice-rx/testing';

/** The event of a transport for the head of a response. */
export function head(
  status = 200,
  headers: Record<string, string> = { 'content-type': 'text/event-stream' },
): TransportEvent {
  return { type: 'head', status, headers, url: 'http://127.0.0.1/api/v1/chat/completions' };
}

/** A transport that answers each request with the next reply, and again with the last one, and that records the requests. */
export function scripted(...replies: Observable<TransportEvent>[]): {
  transport: HttpTransport;
  requests: TransportRequest[];
} {
  const requests: TransportRequest[] = [];
  const transport: HttpTransport = (request) => {
    requests.push(request);
    return replies[Math.min(requests.length, replies.length) - 1] as Observable<TransportEvent>;
  };
  return { transport, requests };
}

/** A short complete answer: `Hello`, the finish reason, `[DONE]`; synchronously, or after `after` ms of virtual time. */
export function hello(after = 0): Observable<TransportEvent> {
  const frames = of<TransportEvent[]>(head(), sse(chunk('Hello')), sse(finish()), sse('[DONE]'));
  return after === 0 ? frames : frames.pipe(delay(after));
}
