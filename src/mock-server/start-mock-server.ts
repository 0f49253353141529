import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { defaultScript } from './engine/default-script.js';
import { toWireFault } from './engine/faults/wire-fault.js';
import { createMeters } from './engine/limits/meters.js';
import { defaultCatalogue } from './engine/models/catalogue.js';
import { closeServer } from './close-server.js';
import { checkOptions } from '../options/check-options.js';
import { type MockServerOptions, mockServerOptionRules } from './mock-server-options.js';
import type { MockServer } from './mock-server.js';
import { serveRequest } from './serve-request.js';
import { Traffic } from './traffic.js';

/**
 * Starts a mock server of Venice's API on 127.0.0.1, unreachable from other machines, and resolves when it listens. Rejects if
 * the port is taken.
 *
 * The script answers `POST /api/v1/chat/completions`. The lists of models and rate limits have the models of the catalogue. Any
 * other route is a 404, and a body over 35 MB a 413.
 */
export async function startMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  checkOptions(options, mockServerOptionRules);
  const {
    port: requestedPort = 0,
    script = defaultScript,
    catalogue = defaultCatalogue,
    apiKey,
    modelPrivacy,
    fault,
    onScriptError,
    allowedHosts = [],
    allowedOrigins = [],
  } = options;
  if (fault !== undefined && typeof fault !== 'function') toWireFault(fault);
  const allowedCallers = { allowedHosts, allowedOrigins };
  const meters = createMeters(options);
  const settings = { script, catalogue, apiKey, modelPrivacy, fault, onScriptError, meters, allowedCallers };
  const traffic = new Traffic();
  const server = createServer((request, response) => {
    traffic.addResponse(response);
    const serving = serveRequest(request, response, settings, traffic).subscribe({
      error: () => response.destroy(),
    });
    response.once('close', () => {
      serving.unsubscribe();
    });
  });
  server.on('connection', traffic.addSocket.bind(traffic));
  // The default backlog is 511 connections; if thousands of clients connect at once, the system resets the excess ones.
  server.listen(requestedPort, '127.0.0.1', 4096);
  await once(server, 'listening');

  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${String(port)}`;
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= closeServer(server, traffic);
    return closed;
  };
  return {
    url,
    baseURL: `${url}/api/v1`,
    port,
    get requests() {
      return traffic.requests;
    },
    get requestCount() {
      return traffic.requestCount;
    },
    get openConnections() {
      return traffic.sockets.size;
    },
    get openRequests() {
      return traffic.openRequests;
    },
    get cancellations() {
      return traffic.cancellations;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
