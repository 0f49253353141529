import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** A response as bytes of a socket. */
export interface RawResponse {
  readonly status: number;
  /** Header lines in order, with names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** All bytes, the body in its transfer coding. */
  readonly bytes: string;
}

/** Sends a GET request and reads until the server closes the connection. Status 0 if that fails, or takes more than 5 s. */
export async function readRawResponse(url: string): Promise<RawResponse> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, signal: AbortSignal.timeout(5000) });
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  const bytes = await text(socket).catch(() => 'HTTP/1.1 0\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.slice(0, bytes.indexOf('\r\n\r\n')).split('\r\n');
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
    bytes,
  };
}
