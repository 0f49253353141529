import type { Step } from './raw-server.js';

/** A response whose bytes need no socket. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Whether the connection breaks off before the end of the body. */
  readonly isBroken: boolean;
}

/** Returns the response of a row; undefined if it has pauses or resets, so that it needs a socket. */
export function toResponse(wire: readonly Step[]): Response | undefined {
  if (!wire.every((step) => typeof step === 'string' || step instanceof Uint8Array)) return undefined;
  const bytes = Buffer.concat(wire.map((step) => Buffer.from(step as string)));
  let start = 0;
  let head: readonly string[];
  do {
    const end = bytes.indexOf('\r\n\r\n', start);
    head = bytes.toString('latin1', start, end).split('\r\n');
    start = end + 4;
  } while (getStatus(head) < 200);
  const headers = Object.fromEntries(
    head.slice(1).map((line) => {
      const [name = '', ...value] = line.split(':');
      return [name.toLowerCase(), value.join(':').trim()];
    }),
  );
  const rest = bytes.subarray(start);
  const isChunked = headers['transfer-encoding'] === 'chunked';
  const { body, isBroken } = isChunked ? decodeChunked(rest) : { body: rest, isBroken: false };
  return { status: getStatus(head), headers, body: Uint8Array.from(body), isBroken };
}

function getStatus([line = '']: readonly string[]): number {
  return Number(line.split(' ')[1]);
}

/** Decodes the chunked coding of HTTP, which breaks off if its last chunk is missing. */
function decodeChunked(bytes: Buffer): { readonly body: Buffer; readonly isBroken: boolean } {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const start = bytes.indexOf('\r\n', at) + 2;
    const size = Number.parseInt(bytes.toString('latin1', at, start), 16);
    if (size === 0) return { body: Buffer.concat(chunks), isBroken: false };
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
  return { body: Buffer.concat(chunks), isBroken: true };
}
