import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chunk, finish } from 'venice-rx/testing';

/** A server that says one word whenever it is told to. */
export interface ToldServer extends AsyncDisposable {
  readonly baseURL: string;
  /** Sends a word of the answer. */
  say(word: string): Promise<void>;
  /** Ends the answer. */
  end(): Promise<void>;
}

/** Starts one; it answers one request. */
export async function startToldServer(): Promise<ToldServer> {
  const server = createServer();
  const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const send = async (text: string): Promise<void> => {
    const [, response] = await asked;
    if (!response.headersSent) response.setHeader('content-type', 'text/event-stream');
    response.write(text);
  };
  return {
    baseURL: `http://127.0.0.1:${port}/api/v1`,
    say: (word) => send(`data: ${JSON.stringify(chunk(word))}\n\n`),
    end: async () => {
      await send(`data: ${JSON.stringify(finish())}\n\ndata: [DONE]\n\n`);
      (await asked)[1].end();
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
