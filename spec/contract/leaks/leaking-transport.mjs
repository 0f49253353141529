import { Observable } from 'rxjs';
import { undiciTransport } from 'venice-rx/node';

/** The control: forgets to close its socket, to clear its timer, and to take its listener off the signal. */
export function leakingTransport(signal) {
  const transport = undiciTransport();
  return (request) =>
    new Observable((subscriber) => {
      transport(request).subscribe({ next: (event) => subscriber.next(event) });
      signal.addEventListener('abort', () => subscriber.complete());
      setTimeout(() => subscriber.complete(), 60_000);
    });
}
