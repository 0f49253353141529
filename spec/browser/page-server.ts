import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { build } from 'esbuild';

/** Serves, on a free port, an empty page that runs one program of spec/browser/pages/ with the built package. */
export interface PageServer {
  readonly url: string;
  close(): void;
}

export async function servePage(program: string): Promise<PageServer> {
  const script = await bundle(program);
  const server = createServer(({ url }, response) => {
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

async function bundle(program: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [resolve(__dirname, 'pages', `${program}.ts`)],
    bundle: true,
    platform: 'browser',
    write: false,
    // Keeps the paths of tsconfig.json out: what runs is dist.
    tsconfigRaw: {},
  });
  return outputFiles[0]!.contents;
}
