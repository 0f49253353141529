import {
  AngularNodeAppEngine,
  createNodeRequestHandler,
  isMainModule,
  writeResponseToNodeResponse,
} from '@angular/ssr/node';
import express from 'express';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { relay } from './relay';

const hosts = ['localhost', '127.0.0.1'];
const pages = new AngularNodeAppEngine({ allowedHosts: hosts });
const server = express();

server.disable('x-powered-by');
server.use(
  '/api/v1',
  relay(() => hosts.map((host) => `http://${host}:${port()}`)),
);
server.use(
  express.static(join(import.meta.dirname, '../browser'), { maxAge: '1y', index: false, redirect: false }),
);
// A missing file is a 404, not a page.
server.use(/\.\w+$/, (_, response) => response.sendStatus(404));
server.use((request, response, next) => {
  pages
    .handle(request)
    .then((page) => (page ? writeResponseToNodeResponse(page, response) : next()))
    .catch(next);
});

let port = () => 0;
if (isMainModule(import.meta.url)) {
  const listener = server.listen(Number(process.env['PORT'] ?? 4200), '127.0.0.1', () => {
    console.log(`http://localhost:${port()}`);
  });
  port = () => (listener.address() as AddressInfo).port;
  process.once('SIGTERM', () => {
    listener.close();
    listener.closeAllConnections();
  });
}

/** The Angular CLI uses this handler while it extracts the routes. */
export const reqHandler = createNodeRequestHandler(server);
