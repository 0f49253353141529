import { once } from 'node:events';
import type { Server } from 'node:http';

import type { Traffic } from './traffic.js';

/** Stops listening, ends every connection in mid-answer, and waits until the last is gone. */
export async function closeServer(server: Server, traffic: Traffic): Promise<void> {
  traffic.isClosing = true;
  // The server reports its own end before its sockets report theirs.
  const ends = [...traffic.sockets].map((socket) => once(socket, 'close'));
  ends.push(once(server, 'close'));
  server.close();
  traffic.sockets.forEach((socket) => socket.destroy());
  await Promise.all(ends);
}
