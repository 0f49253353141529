import { Observable } from 'rxjs';
import { undiciTransport } from 'venice-rx/node';

/** The negative control: does not close its socket, clear its timer, or remove its listener from the signal. */
export function leakingTransport(signal) {
  const transport = undiciTransport();
  return (request) =>
    new Observable((subscriber) => {
      transport(request).subscribe({ next: (event) => subscriber.next(event) });
      signal.addEventListener('abort', () => subscriber.complete());
      setTimeout(() => subscriber.complete(), 60_000);
    });
}
