import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type FollowableRuns,
  type RunResponseOptions,
  pipeRunToNodeResponse,
  toRunWebResponse,
} from 'venice-rx/durable';

/** The subject of a request in these specs. */
export type Options = Omit<RunResponseOptions<never>, 'authorize'> & {
  readonly authorize?: 'ids-are-capabilities';
};

/** Sends a request for a run to a handler of one kind. */
export type Ask = (id: string, init?: RequestInit) => Promise<Response>;

/** Opens a handler whose subject is the header `x-user`. */
export type OpenHandler = (
  runs: FollowableRuns,
  options?: Options,
) => Promise<AsyncDisposable & { readonly ask: Ask }>;

async function openNodeHandler(runs: FollowableRuns, options: Options = {}): ReturnType<OpenHandler> {
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
    ask: (id, init) => fetch(`http://127.0.0.1:${port}/${encodeURIComponent(id)}`, init),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function openWebHandler(runs: FollowableRuns, options: Options = {}): ReturnType<OpenHandler> {
  const responses: Response[] = [];
  const ask: Ask = async (id, init) => {
    const response = await toRunWebResponse(runs, id, new Request('http://page.example/', init), {
      authorize: ({ headers }) => headers.get('x-user') ?? undefined,
      ...options,
    });
    responses.push(response);
    return response;
  };
  return Promise.resolve({
    ask,
    [Symbol.asyncDispose]: async () => {
      // A body that is not read is watched until `maxPause`, which keeps the process alive.
      for (const { bodyUsed, body } of responses) if (!bodyUsed) await body?.cancel();
    },
  });
}

/** Every kind of handler. */
export const ways: [name: string, open: OpenHandler][] = [
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

  /** Reads until the text ends like this; to the end without an argument. */
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
