import { EventEmitter, once } from 'node:events';
import { type Observable, Subject, type Subscription, identity } from 'rxjs';
import { type ChatCompletion, type ChatCompletionChunk, type TransportEvent, VeniceClient } from 'venice-rx';
import { type NodeResponse, type RelayOptions, pipeToNodeResponse, toWebResponse } from 'venice-rx/relay';
import type { RelayFunction } from './relay-server.js';

type Chunks = Observable<ChatCompletionChunk>;

/** A response of Node that records its writes. */
class RecordingResponse extends EventEmitter implements NodeResponse {
  destroyed = false;
  writableEnded = false;
  writableLength = 0;
  /** The result of the next calls of `write`. */
  isReady = true;
  status = 0;
  readonly writes: (Uint8Array | string)[] = [];

  writeHead(status: number): void {
    this.status = status;
  }

  write(output: Uint8Array | string): boolean {
    this.writes.push(output);
    return this.isReady;
  }

  end(): void {
    this.writableEnded = true;
    this.emit('close');
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

/** A client, and the answer of its server. A test emits each read of the answer. */
export class Upstream {
  readonly #events = new Subject<TransportEvent>();
  readonly #client = new VeniceClient({
    baseURL: 'http://127.0.0.1:9/api/v1',
    apiKey: 'key',
    circuitBreaker: false,
    transport: ({ gate }) => {
      gate?.subscribe((isOpen) => this.gate.push(isOpen));
      return this.#events;
    },
  });
  /** The values of the gate. */
  readonly gate: boolean[] = [];

  /** The chunks of the answer. */
  chunks(gate?: Observable<boolean>): Chunks {
    const messages = [{ role: 'user', content: 'Hi' }] as const;
    return this.#client.chat.completions.create(
      { model: 'default', messages, stream: true },
      gate ? { gate } : {},
    );
  }

  sendHead(): void {
    this.#events.next({ type: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } });
  }

  /** Emits a read with these parts. */
  read(...parts: readonly (Uint8Array | string)[]): void {
    const bytes = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
    this.readBytes(bytes);
  }

  /** Emits a read with these bytes, without a copy. */
  readBytes(bytes: Uint8Array): void {
    this.#events.next({ type: 'data', bytes });
  }

  /** Emits the error of a broken connection. */
  failConnection(): void {
    this.#events.error(new Error('reset'));
  }

  /** Ends the body. */
  end(): void {
    this.#events.complete();
  }
}

/** Options of a `ByteRelay`. */
export interface ByteRelayOptions extends RelayOptions {
  readonly operator?: (chunks: Chunks) => Observable<ChatCompletion | ChatCompletionChunk>;
}

const open = new Set<ByteRelay>();

/** Closes the relays of a test. */
export function closeRelays(): void {
  for (const relay of open) relay.close();
  open.clear();
}

/** A relay of an `Upstream`, whose writes to the browser a test can read. */
export class ByteRelay {
  readonly upstream: Upstream;
  readonly response = new RecordingResponse();
  subscription: Subscription | undefined;
  #web: Promise<Response> | undefined;
  #isOver = false;

  constructor(
    relayFunction: RelayFunction,
    { operator = identity, ...options }: ByteRelayOptions = {},
    upstream = new Upstream(),
  ) {
    this.upstream = upstream;
    const source = (gate: Observable<boolean>) => operator(upstream.chunks(gate));
    if (relayFunction === 'toWebResponse') this.#web = toWebResponse(source, options);
    else this.subscription = pipeToNodeResponse(this.response, source, options);
    upstream.sendHead();
    open.add(this);
  }

  /** Closes the connection of the browser. */
  close(): void {
    this.response.destroy();
    void this.#web?.then(
      ({ body }) => body?.locked === false && void body.cancel(),
      () => undefined,
    );
  }

  /** Ends the answer, and returns all writes. */
  async output(): Promise<readonly (Uint8Array | string)[]> {
    if (!this.#isOver) this.upstream.read(ending);
    this.#isOver = true;
    if (this.#web === undefined) return this.response.writes;
    const { body } = await this.#web;
    const pieces: Uint8Array[] = [];
    for await (const piece of body ?? []) pieces.push(piece);
    return pieces;
  }

  /** Like `output`, each write as a string of one character per byte. */
  async writes(): Promise<readonly string[]> {
    return (await this.output()).map(toByteText);
  }

  /** Resolves with the body once the response has ended. */
  async finished(): Promise<string> {
    this.#isOver = true;
    if (this.#web === undefined && !this.response.writableEnded) await once(this.response, 'close');
    return (await this.writes()).join('');
  }

  /** Like `writes`, in one string and without the ending. */
  async body(): Promise<string> {
    const all = (await this.writes()).join('');
    return all.slice(0, all.lastIndexOf('data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]'));
  }
}

/** The last read of an answer. */
export const ending = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

/** Bytes as a string with one character per byte. */
export function toByteText(output: Uint8Array | string): string {
  return Buffer.from(output as string).toString('latin1');
}

/** A chunk in another notation than that of `JSON.stringify`, so that a test can tell forwarded from serialized chunks. */
export function json(content: string, more = ''): string {
  return `{"id": "c1", "object": "chat.completion.chunk", "created": 1.0, "model": "m\\u002d1", "choices": [{"index": 0, "delta": {"role": null, "content": ${JSON.stringify(content)}}, "finish_reason": null}]${more}}`;
}

/** A frame with the `json` of a content. */
export function frame(content: string, more?: string): string {
  return `data: ${json(content, more)}\n\n`;
}

/** Number of frames of `manyFrames`. */
export const manyFramesCount = 300;

/** More frames than the decoder needs to learn their JSON template. */
export function manyFrames(make: (content: string) => string = frame): string {
  return Array.from({ length: manyFramesCount }, (_, number) => make(`word ${number % 13}`)).join('');
}

/** The JSON of each frame of a body. */
export function toFrames(body: string): readonly string[] {
  const frames = body.split('\n\n').slice(0, -1);
  for (const text of frames) expect(text).toMatch(/^data: [^\n]*$/);
  return frames.map((text) => Buffer.from(text.slice('data: '.length), 'latin1').toString());
}
