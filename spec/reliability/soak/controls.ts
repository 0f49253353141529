import { Observable, map } from 'rxjs';
import type { TransportEvent, HttpTransport } from 'venice-rx';

/** A negative control: adds a fault to a transport that the soak must detect. */
export type Control = (transport: HttpTransport) => HttpTransport;

const leakedMemory: unknown[] = [];

/** Never releases the memory, the timer and the connection of an answer. */
const leaking: Control = (transport) => (request) =>
  new Observable<TransportEvent>((subscriber) => {
    leakedMemory.push(new Array(10_000).fill(request.url));
    setTimeout(() => undefined, 600_000);
    transport(request).subscribe({
      next: (event) => subscriber.next(event),
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
  });

/** Replaces a letter in answers that contain "time". */
const corrupting: Control = (transport) => (request) =>
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

/** The values of the option `--control`. */
export const controls: Readonly<Record<string, Control>> = { leaking, corrupting };
