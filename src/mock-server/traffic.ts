import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { ReceivedRequest } from './received-request.js';

/** Maximum number of requests kept, so that a server that runs for days does not fill the memory. */
const maxRequests = 1000;

/** Maximum memory of all kept bodies, in bytes; a larger body is not kept. */
const maxKeptBytes = 16 * 1024 * 1024;

/** Counts the requests and connections of a server, and keeps the latest requests. */
export class Traffic {
  readonly sockets = new Set<Socket>();
  readonly requests: ReceivedRequest[] = [];
  readonly #sizes: number[] = [];
  #keptBytes = 0;
  requestCount = 0;
  openRequests = 0;
  cancellations = 0;
  /** Whether the server is closing; connections that close now are not cancellations. */
  isClosing = false;

  addSocket(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }

  /** Records a request whose body takes about `size` bytes of memory, and removes the oldest requests until the limits are met. */
  addRequest(request: ReceivedRequest, size: number): void {
    const isKept = size <= maxKeptBytes;
    this.requestCount += 1;
    this.requests.push(isKept ? request : { ...request, body: null });
    this.#sizes.push(isKept ? size : 0);
    this.#keptBytes += isKept ? size : 0;
    while (this.requests.length > maxRequests || this.#keptBytes > maxKeptBytes) {
      this.requests.shift();
      this.#keptBytes -= this.#sizes.shift() ?? 0;
    }
  }

  addResponse(response: ServerResponse): void {
    this.openRequests += 1;
    response.once('close', () => {
      this.openRequests -= 1;
      if (!response.writableFinished && !this.isClosing) this.cancellations += 1;
    });
  }
}
