import { once } from 'node:events';
import type { Server } from 'node:http';

import type { Traffic } from './traffic.js';

/** Stops listening, destroys all connections, even in the middle of a response, and waits until the last connection is closed. */
export async function closeServer(server: Server, traffic: Traffic): Promise<void> {
  traffic.isClosing = true;
  // Waits for the sockets too, since the server emits `close` before its sockets do.
  const closed = [...traffic.sockets].map((socket) => once(socket, 'close'));
  closed.push(once(server, 'close'));
  server.close();
  traffic.sockets.forEach((socket) => socket.destroy());
  await Promise.all(closed);
}
