import {
  AngularNodeAppEngine,
  createNodeRequestHandler,
  isMainModule,
  writeResponseToNodeResponse,
} from '@angular/ssr/node';
import express from 'express';
import { join } from 'node:path';
import { relay } from './relay';

const port = Number(process.env['PORT'] ?? 4200);
const pages = new AngularNodeAppEngine({ allowedHosts: ['localhost', '127.0.0.1'] });
const app = express();

app.disable('x-powered-by');
app.use('/api/v1', relay(port));
app.use(
  express.static(join(import.meta.dirname, '../browser'), { maxAge: '1y', index: false, redirect: false }),
);
app.use((request, response, next) => {
  pages
    .handle(request)
    .then((page) => (page ? writeResponseToNodeResponse(page, response) : next()))
    .catch(next);
});

if (isMainModule(import.meta.url)) {
  const server = app.listen(port, '127.0.0.1', () => console.log(`http://localhost:${port}`));
  process.once('SIGTERM', () => {
    server.close();
    server.closeAllConnections();
  });
}

/** What the builder uses while it looks for the routes. */
export const reqHandler = createNodeRequestHandler(app);
