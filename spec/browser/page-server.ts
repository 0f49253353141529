import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { build } from 'esbuild';

/** Serves, on a free port, an empty page that runs one program of spec/browser/pages/ with the built package. */
export interface PageServer {
  /** Address of the page. */
  readonly url: string;
  close(): void;
}

/** Serves a page with this program. With `api`, forwards `/api/` to this port. */
export async function servePage(program: string, api?: number): Promise<PageServer> {
  const script = await bundlePage(program);
  const server = createServer((incoming, response) => {
    const { url = '' } = incoming;
    if (api !== undefined && url.startsWith('/api/')) {
      forward(incoming, response, api);
      return;
    }
    const isScript = url === '/program.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isScript ? script : '<!doctype html><script src="/program.js" defer></script><body>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The program of a page, with the built package. */
export async function bundlePage(program: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [resolve(__dirname, 'pages', `${program}.ts`)],
    bundle: true,
    platform: 'browser',
    write: false,
    // Ignores the paths of tsconfig.json, so that the page runs dist, not src.
    tsconfigRaw: {},
  });
  return outputFiles[0]!.contents;
}

function forward(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url: path, headers } = incoming;
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  incoming.pipe(outgoing);
}
