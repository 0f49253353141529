import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { ReceivedRequest } from './received-request.js';

/** Requests that are remembered, so that a server which runs for days does not fill the memory. */
const rememberedRequests = 1000;

/** Counts what goes on at a server. */
export class Traffic {
  readonly sockets = new Set<Socket>();
  readonly requests: ReceivedRequest[] = [];
  requestCount = 0;
  openRequests = 0;
  cancellations = 0;
  isClosing = false;

  addSocket(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }

  addRequest(request: ReceivedRequest): void {
    this.requestCount += 1;
    this.requests.push(request);
    if (this.requests.length > rememberedRequests) this.requests.shift();
  }

  addResponse(response: ServerResponse): void {
    this.openRequests += 1;
    response.once('close', () => {
      this.openRequests -= 1;
      if (!response.writableFinished && !this.isClosing) this.cancellations += 1;
    });
  }
}
