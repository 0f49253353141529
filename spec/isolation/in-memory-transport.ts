import { type Observable, Subject, concatMap, delay, from, of } from 'rxjs';
import type { TransportEvent, TransportRequest, HttpTransport } from 'venice-rx';
import { frame } from './chat-server.js';

/** A transport that emits each answer in the context of the caller of `emit()`, as a pool of shared connections might. */
export interface PooledTransport {
  readonly transport: HttpTransport;
  readonly requests: readonly TransportRequest[];
  /** Emits the answer to the oldest open request. */
  readonly emit: (content?: string) => void;
}

export function pooledTransport(): PooledTransport {
  const requests: TransportRequest[] = [];
  const open: Subject<TransportEvent>[] = [];
  return {
    requests,
    transport: (request) => {
      const events = new Subject<TransportEvent>();
      requests.push(request);
      open.push(events);
      return events;
    },
    emit: (content = 'Hello') => {
      const events = open.shift();
      for (const event of answer(content)) events?.next(event);
      events?.complete();
    },
  };
}

/** A transport that answers each request after a millisecond, in the context of its subscriber. */
export const quickTransport: HttpTransport = (): Observable<TransportEvent> =>
  of(undefined).pipe(
    delay(1),
    concatMap(() => from(answer('Hello'))),
  );

function answer(content: string): readonly TransportEvent[] {
  const text = `${frame({ content })}${frame({}, 'stop')}data: [DONE]\n\n`;
  return [
    { type: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } },
    { type: 'data', bytes: new TextEncoder().encode(text) },
  ];
}
