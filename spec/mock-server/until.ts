import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Subject, filter, firstValueFrom, startWith, throwError, throwIfEmpty, timeout } from 'rxjs';

/** Maximum time to wait for a condition, in milliseconds. */
const maxWait = 60_000;

const changes = new Subject<void>();
/** Emits after a connection, a request or a response of a server in this process has started or ended. */
export const serverChanges = changes.asObservable();
/** Counts of all servers in this process, for the message of a timeout. */
const counts = { connections: 0, openConnections: 0, requests: 0, openRequests: 0 };

// Waits for `setImmediate`, so that the server itself has counted the event too.
const notify = (): void => void setImmediate(() => changes.next());

const channels: Readonly<Record<string, (message: unknown) => void>> = {
  'net.server.socket': (message) => {
    const { socket } = message as { readonly socket: Socket };
    counts.connections += 1;
    counts.openConnections += 1;
    socket.on('close', () => {
      counts.openConnections -= 1;
      notify();
    });
    notify();
  },
  'http.server.request.start': (message) => {
    const { request, response } = message as {
      readonly request: IncomingMessage;
      readonly response: ServerResponse;
    };
    counts.requests += 1;
    counts.openRequests += 1;
    request.on('end', notify);
    response.on('close', () => {
      counts.openRequests -= 1;
      notify();
    });
    notify();
  },
};

beforeAll(() => {
  for (const [name, listener] of Object.entries(channels)) subscribe(name, listener);
});
afterAll(() => {
  for (const [name, listener] of Object.entries(channels)) unsubscribe(name, listener);
});

/**
 * Resolves as soon as a condition about the servers in this process is true. Checks the condition on each of `serverChanges`. After
 * a minute, rejects with an error that shows the code of the condition and the counts.
 */
export async function until(condition: () => boolean): Promise<void> {
  await firstValueFrom(
    changes.pipe(
      startWith(undefined),
      filter(condition),
      timeout({ first: maxWait, with: () => throwError(() => createTimeoutError(condition)) }),
      throwIfEmpty(),
    ),
  );
}

function createTimeoutError(condition: () => boolean): Error {
  const lines = Object.entries(counts).map(([name, count]) => `${name}: ${count}`);
  return new Error(
    `not true within ${maxWait / 1000} s: ${condition.toString()}; counts: ${lines.join(', ')}`,
  );
}
