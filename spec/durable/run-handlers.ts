import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type FollowableRuns,
  type RunResponseOptions,
  pipeRunToNodeResponse,
  toRunWebResponse,
} from 'venice-rx/durable';

/** Options of a handler, which reads the subject of a request from the header `x-user` by default. */
export type HandlerOptions = Omit<RunResponseOptions<never>, 'authorize'> & {
  readonly authorize?: 'ids-are-capabilities';
};

/** Sends a request for the run with this id to the handler. */
export type SendRequest = (id: string, init?: RequestInit) => Promise<Response>;

/** Opens a handler of one kind. */
export type OpenHandler = (
  runs: FollowableRuns,
  options?: HandlerOptions,
) => Promise<AsyncDisposable & { readonly send: SendRequest }>;

async function openNodeHandler(runs: FollowableRuns, options: HandlerOptions = {}): ReturnType<OpenHandler> {
  const server = createServer((request, response) => {
    const id = decodeURIComponent(request.url?.slice(1) ?? '');
    pipeRunToNodeResponse(runs, id, request, response, {
      authorize: ({ headers }) => Promise.resolve(headers['x-user']?.toString()),
      ...options,
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    send: (id, init) => fetch(`http://127.0.0.1:${port}/${encodeURIComponent(id)}`, init),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function openWebHandler(runs: FollowableRuns, options: HandlerOptions = {}): ReturnType<OpenHandler> {
  const responses: Response[] = [];
  const send: SendRequest = async (id, init) => {
    const response = await toRunWebResponse(runs, id, new Request('http://page.example/', init), {
      authorize: ({ headers }) => headers.get('x-user') ?? undefined,
      ...options,
    });
    responses.push(response);
    return response;
  };
  return Promise.resolve({
    send,
    [Symbol.asyncDispose]: async () => {
      // The timer of an unread body would keep the process alive until `maxPause`.
      for (const { bodyUsed, body } of responses) if (!bodyUsed) await body?.cancel();
    },
  });
}

/** Every kind of handler. */
export const handlers: [name: string, open: OpenHandler][] = [
  ['pipeRunToNodeResponse', openNodeHandler],
  ['toRunWebResponse', openWebHandler],
];

/** Reads a body in steps. */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  text = '';

  constructor(response: Response) {
    this.#reader = response.body!.getReader();
  }

  /** Reads until the text ends with `end`, or the whole body without `end`. */
  async readTo(end?: string): Promise<string> {
    while (end === undefined || !this.text.endsWith(end)) {
      const { done, value } = await this.#reader.read();
      if (done) return this.text;
      this.text += this.#decoder.decode(value, { stream: true });
    }
    return this.text;
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }
}
