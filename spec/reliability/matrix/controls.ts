import { type Socket, connect } from 'node:net';
import type { HostileServer } from './hostile-server.js';
import type { Leak } from './remains.js';
import { type Stage, maxWait } from './stage.js';

/** A fault of ours that one of the counters must find. */
export interface Control {
  readonly leaks: readonly Leak[];
  readonly sabotage: (stage: Stage) => Promise<void> | void;
}

/** One for each counter; each leaves behind what it names, and nothing else. */
export const controls: readonly Control[] = [
  {
    leaks: ['a socket at the client', 'a socket at the server'],
    sabotage: async ({ server }) => {
      const requests = server.exchanges.length;
      ask(server);
      await server.when(() => server.exchanges.length > requests, maxWait);
    },
  },
  {
    leaks: ['a timer'],
    sabotage: () => void setTimeout(() => undefined, 600_000),
  },
  {
    leaks: ['a listener on the signal'],
    sabotage: ({ controller }) => controller.signal.addEventListener('abort', () => undefined),
  },
  {
    leaks: ['an unhandled rejection'],
    sabotage: () => void Promise.reject(new Error('rejected on purpose')),
  },
  {
    leaks: ['a tool that runs'],
    sabotage: ({ door }) => void door.subscribe(),
  },
  {
    leaks: ['a value after the end'],
    sabotage: ({ recording, server }) => {
      server.changes.subscribe(() => {
        if (recording.subscription.closed) recording.notifications += 1;
      });
    },
  },
  {
    leaks: ['a request to another origin'],
    sabotage: async ({ elsewhere }) => {
      const socket = ask(elsewhere);
      await elsewhere.when(() => elsewhere.exchanges.length > 0, maxWait);
      socket.destroy();
    },
  },
];

function ask({ port }: HostileServer): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.write('POST / HTTP/1.1\r\n\r\n');
  return socket;
}
