import { mergeListHeaders } from './merge-list-headers.js';
import type { NodeResponse } from './node-messages.js';
import type { RelaySink } from './relay-sink.js';
import type { WireAnswer } from './wire-answer.js';

/** Writes to a response of node:http, node:http2 or a framework built on them. */
export class NodeSink implements RelaySink {
  readonly sharesBytes = true;
  readonly #response: NodeResponse;
  /** The last result of `write`, inverted. HTTP/2 responses have no `writableNeedDrain` before nodejs/node#63003. */
  #isFull = false;
  #written = 0;

  constructor(response: NodeResponse) {
    this.#response = response;
  }

  hasHead(): boolean {
    return this.#response.headersSent === true;
  }

  head({ status, headers }: Pick<WireAnswer, 'headers' | 'status'>): void {
    writeHead(this.#response, status, headers);
  }

  write(output: Uint8Array | string): void {
    this.#written += output.length;
    this.#isFull = !this.#response.write(output);
  }

  end(): void {
    this.#response.end();
  }

  abort(): void {
    this.#response.destroy();
  }

  drained(): void {
    this.#isFull = false;
  }

  isReady(): boolean {
    return !this.#isFull;
  }

  waiting(): number {
    return this.#response.writableLength;
  }

  taken(): number {
    return this.#written - this.#response.writableLength;
  }

  whenClosed(listener: () => void): void {
    if (isClosed(this.#response)) listener();
    else this.#response.on('close', listener);
  }
}

/** Whether the browser has disconnected. HTTP/2 responses have no property `destroyed`, but their stream does. */
export function isClosed({ destroyed, stream }: NodeResponse): boolean {
  return destroyed ?? (stream?.destroyed === true || stream?.closed === true);
}

/** Sends status and headers, unless your server has sent them already. Lists that your server has set, such as `vary`, are extended. */
export function writeHead(response: NodeResponse, status: number, headers: WireAnswer['headers']): void {
  if (response.headersSent === true) return;
  response.writeHead(
    status,
    mergeListHeaders(headers, (name) => response.getHeader?.(name)),
  );
}
