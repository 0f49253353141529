import { Observable, map } from 'rxjs';
import type { TransportEvent, HttpTransport } from 'venice-rx';

/** Spoils a transport in a way that the soak must find. */
export type Control = (transport: HttpTransport) => HttpTransport;

const kept: unknown[] = [];

/** Never lets go of an answer, nor of its timer, nor of its connection. */
const leaking: Control = (transport) => (request) =>
  new Observable<TransportEvent>((subscriber) => {
    kept.push(new Array(10_000).fill(request.url));
    setTimeout(() => undefined, 600_000);
    transport(request).subscribe({
      next: (event) => subscriber.next(event),
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
  });

/** Turns a letter of every answer into another one. */
const losing: Control = (transport) => (request) =>
  transport(request).pipe(
    map((event) =>
      event.type === 'data'
        ? {
            ...event,
            bytes: Buffer.from(Buffer.from(event.bytes).toString('latin1').replace('time', 'tame'), 'latin1'),
          }
        : event,
    ),
  );

/** By the name of the option `--control`. */
export const controls: Readonly<Record<string, Control>> = { leaking, losing };
