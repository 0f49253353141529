import { type Socket, connect } from 'node:net';
import type { HostileServer } from './hostile-server.js';
import type { Leak } from './leaks.js';
import { type Stage, maxWait } from './stage.js';

/** A negative control: leaks resources on purpose, which the counters must find. */
export interface Control {
  readonly leaks: readonly Leak[];
  readonly leak: (stage: Stage) => Promise<void> | void;
}

/** The controls of all counters. */
export const controls: readonly Control[] = [
  {
    leaks: ['a socket at the client', 'a socket at the server'],
    leak: async ({ server }) => {
      const requests = server.exchanges.length;
      sendRequest(server);
      await server.when(() => server.exchanges.length > requests, maxWait);
    },
  },
  {
    leaks: ['a timer'],
    leak: () => void setTimeout(() => undefined, 600_000),
  },
  {
    leaks: ['a listener on the signal'],
    leak: ({ controller }) => controller.signal.addEventListener('abort', () => undefined),
  },
  {
    leaks: ['an unhandled rejection'],
    leak: () => void Promise.reject(new Error('rejected on purpose')),
  },
  {
    leaks: ['a tool that runs'],
    leak: ({ toolOutcome }) => void toolOutcome.subscribe(),
  },
  {
    leaks: ['a value after the end'],
    leak: ({ recording, server }) => {
      server.changes.subscribe(() => {
        if (recording.subscription.closed) recording.notifications += 1;
      });
    },
  },
  {
    leaks: ['a request to another origin'],
    leak: async ({ elsewhere }) => {
      const socket = sendRequest(elsewhere);
      await elsewhere.when(() => elsewhere.exchanges.length > 0, maxWait);
      socket.destroy();
    },
  },
];

function sendRequest({ port }: HostileServer): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.write('POST / HTTP/1.1\r\n\r\n');
  return socket;
}
