import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Subject, filter, firstValueFrom, startWith, throwError, throwIfEmpty, timeout } from 'rxjs';

/** Ends a hang, in milliseconds. */
const maxWait = 60_000;

const traffic = new Subject<void>();
/** Emits after a server of this process has taken or lost a connection, or a request has come or ended. */
export const serverChanges = traffic.asObservable();
/** What all servers of this process have seen. */
const seen = { connections: 0, openConnections: 0, requests: 0, openRequests: 0 };

/** In the next turn, when the listeners of the server have counted the event, too. */
const tell = (): void => void setImmediate(() => traffic.next());

const channels: Readonly<Record<string, (message: unknown) => void>> = {
  'net.server.socket': (message) => {
    const { socket } = message as { readonly socket: Socket };
    seen.connections += 1;
    seen.openConnections += 1;
    socket.on('close', () => {
      seen.openConnections -= 1;
      tell();
    });
    tell();
  },
  'http.server.request.start': (message) => {
    const { request, response } = message as {
      readonly request: IncomingMessage;
      readonly response: ServerResponse;
    };
    seen.requests += 1;
    seen.openRequests += 1;
    request.on('end', tell);
    response.on('close', () => {
      seen.openRequests -= 1;
      tell();
    });
    tell();
  },
};

beforeAll(() => {
  for (const [name, listener] of Object.entries(channels)) subscribe(name, listener);
});
afterAll(() => {
  for (const [name, listener] of Object.entries(channels)) unsubscribe(name, listener);
});

/**
 * Resolves as soon as a fact about the servers of this process is true: it looks whenever one of their connections or
 * requests begins or ends. After a minute it rejects with the fact, and with what the servers have seen.
 */
export async function until(fact: () => boolean): Promise<void> {
  await firstValueFrom(
    traffic.pipe(
      startWith(undefined),
      filter(fact),
      timeout({ first: maxWait, with: () => throwError(() => missed(fact)) }),
      throwIfEmpty(),
    ),
  );
}

function missed(fact: () => boolean): Error {
  const saw = Object.entries(seen).map(([name, count]) => `${name}: ${count}`);
  return new Error(`not true within ${maxWait / 1000} s: ${fact.toString()}; saw ${saw.join(', ')}`);
}
