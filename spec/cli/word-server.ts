import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chunk, finish } from 'venice-rx/testing';

/** A server that sends the words of its answer one by one, as a spec calls `say`. */
export interface WordServer extends AsyncDisposable {
  readonly baseURL: string;
  /** Sends a word of the answer. */
  say(word: string): Promise<void>;
  /** Ends the answer. */
  end(): Promise<void>;
}

/** Starts the server. It answers one request. */
export async function startWordServer(): Promise<WordServer> {
  const server = createServer();
  const request = once(server, 'request') as Promise<[unknown, ServerResponse]>;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const send = async (text: string): Promise<void> => {
    const [, response] = await request;
    if (!response.headersSent) response.setHeader('content-type', 'text/event-stream');
    response.write(text);
  };
  return {
    baseURL: `http://127.0.0.1:${port}/api/v1`,
    say: (word) => send(`data: ${JSON.stringify(chunk(word))}\n\n`),
    end: async () => {
      await send(`data: ${JSON.stringify(finish())}\n\ndata: [DONE]\n\n`);
      (await request)[1].end();
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
