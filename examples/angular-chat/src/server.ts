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

const pages = new AngularNodeAppEngine({ allowedHosts: ['localhost', '127.0.0.1'] });
const app = express();

app.disable('x-powered-by');
app.use('/api/v1', relay());
app.use(
  express.static(join(import.meta.dirname, '../browser'), { maxAge: '1y', index: false, redirect: false }),
);
// A file that is not there is no page.
app.use(/\.\w+$/, (_, response) => response.sendStatus(404));
app.use((request, response, next) => {
  pages
    .handle(request)
    .then((page) => (page ? writeResponseToNodeResponse(page, response) : next()))
    .catch(next);
});

if (isMainModule(import.meta.url)) {
  const server = app.listen(Number(process.env['PORT'] ?? 4200), '127.0.0.1', () => {
    console.log(`http://localhost:${(server.address() as AddressInfo).port}`);
  });
  process.once('SIGTERM', () => {
    server.close();
    server.closeAllConnections();
  });
}

/** What the builder uses while it looks for the routes. */
export const reqHandler = createNodeRequestHandler(app);
