import { type Observable, delay, of } from 'rxjs';
import type { HttpEvent, HttpRequest, HttpTransport } from 'venice-rx';

const encoder = new TextEncoder();

/** The head of an answer. */
export function head(
  status = 200,
  headers: Record<string, string> = { 'content-type': 'text/event-stream' },
): HttpEvent {
  return { type: 'head', status, headers, url: 'http://127.0.0.1/api/v1/chat/completions' };
}

/** A piece of a body. */
export function data(text: string): HttpEvent {
  return { type: 'data', bytes: encoder.encode(text) };
}

/** One event of a stream. */
export function sse(value: unknown): HttpEvent {
  return data(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
}

/** A transport that gives each request the next of the replies, and keeps the requests. */
export function scripted(...replies: Observable<HttpEvent>[]): {
  transport: HttpTransport;
  requests: HttpRequest[];
} {
  const requests: HttpRequest[] = [];
  const transport: HttpTransport = (request) => {
    requests.push(request);
    return replies[Math.min(requests.length, replies.length) - 1] as Observable<HttpEvent>;
  };
  return { transport, requests };
}

/** A short complete answer: `Hello`, usage, `[DONE]`; all at once, or `after` ms of virtual time. */
export function hello(after = 0): Observable<HttpEvent> {
  const frames = of(
    head(),
    sse({
      id: '1',
      created: 1,
      model: 'm',
      choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: null }],
    }),
    sse({ id: '1', created: 1, model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    sse('[DONE]'),
  );
  return after === 0 ? frames : frames.pipe(delay(after));
}
