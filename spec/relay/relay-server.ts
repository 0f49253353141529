import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { VeniceClient } from 'venice-rx';
import {
  type RelayGuard,
  type RelayGuardOptions,
  type RelayOptions,
  type RelaySource,
  pipeToNodeResponse,
  relayGuard,
  toWebResponse,
} from 'venice-rx/relay';

/** The function of `venice-rx/relay` that sends an answer. */
export type RelayFunction = 'pipeToNodeResponse' | 'toWebResponse';

export const relayFunctions: readonly RelayFunction[] = ['pipeToNodeResponse', 'toWebResponse'];

/** Options of a relay under test. */
export interface RelayUnderTest {
  readonly relayFunction: RelayFunction;
  readonly client: VeniceClient;
  readonly guard?: Partial<RelayGuardOptions>;
  readonly options?: RelayOptions;
  /** The source of the relayed answer. Default: the client's answer to the request. */
  readonly source?: RelaySource;
}

/** A relay on a free port of 127.0.0.1. */
export class RelayServer implements AsyncDisposable {
  /** Number of answers whose connection is open. */
  open = 0;
  private readonly server: Server;

  private constructor(settings: RelayUnderTest) {
    const guard = relayGuard({
      origins: ['https://app.example'],
      models: ['default'],
      allowWithoutOrigin: true,
      rate: false,
      ...settings.guard,
    });
    const answer = settings.relayFunction === 'toWebResponse' ? answerWithWeb : answerWithNode;
    this.server = createServer((request, response) => {
      this.open += 1;
      response.on('close', () => (this.open -= 1));
      void answer(request, response, guard, settings);
    });
  }

  /** Starts a relay. */
  static async start(settings: RelayUnderTest): Promise<RelayServer> {
    const relay = new RelayServer(settings);
    relay.server.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get baseURL(): string {
    return `http://127.0.0.1:${this.port}/api`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

async function answerWithNode(
  request: IncomingMessage,
  response: ServerResponse,
  guard: RelayGuard,
  { client, options, source }: RelayUnderTest,
): Promise<void> {
  const result = await guard(request);
  if (result.type === 'response') {
    result.sendTo(response);
    return;
  }
  const chat: RelaySource = (gate) => client.chat.completions.create(result.request, { gate });
  pipeToNodeResponse(response, source ?? chat, { ...result.options, ...options });
}

/** Like a framework whose handlers receive a web Request and return a web Response. */
async function answerWithWeb(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  guard: RelayGuard,
  { client, options, source }: RelayUnderTest,
): Promise<void> {
  const disconnection = new AbortController();
  outgoing.on('close', () => disconnection.abort());
  const hasBody = incoming.method === 'POST';
  const request = new Request(`http://${incoming.headers.host ?? ''}${incoming.url ?? ''}`, {
    method: incoming.method ?? 'GET',
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    ),
    signal: disconnection.signal,
    ...(hasBody && { body: Readable.toWeb(incoming) as unknown as ReadableStream, duplex: 'half' }),
  });
  const result = await guard(request);
  const answer = async (): Promise<Response> => {
    if (result.type === 'response') return result.toResponse();
    const chat: RelaySource = (gate) => client.chat.completions.create(result.request, { gate });
    return toWebResponse(source ?? chat, { ...result.options, ...options, signal: request.signal });
  };
  const response = await answer();
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) outgoing.end();
  else await pipeline(Readable.fromWeb(response.body as never), outgoing).catch(() => undefined);
}
