import { asyncScheduler, defer, tap } from 'rxjs';
import type { HttpTransport } from '../transport/http-transport.js';
import type { TransportHead } from '../transport/transport-event.js';
import { inOneLine } from './terminal/in-one-line.js';

/** Maximum number of characters of a request body to report. */
const maxBodyLength = 2000;

/**
 * Calls `report` with lines about each request of a transport and its response. Leaves out the headers of requests, which have the
 * key, and the cookies of responses.
 */
export function reportTransport(transport: HttpTransport, report: (line: string) => void): HttpTransport {
  return (request) =>
    defer(() => {
      const { method, url, body } = request;
      const start = asyncScheduler.now();
      const time = (): string => `after ${asyncScheduler.now() - start} ms`;
      let size = 0;
      report(`> ${method} ${withoutCredentials(url)}`);
      if (typeof body === 'string') report(`> ${inOneLine(body, maxBodyLength)}`);
      return transport(request).pipe(
        tap({
          next: (event) => {
            if (event.type === 'data') size += event.bytes.length;
            else for (const line of toHeadLines(event, time())) report(line);
          },
          error: (error: unknown) => {
            report(`< failed ${time()}, ${size} bytes: ${describeCauses(error)}`);
          },
        }),
      );
    });
}

function toHeadLines({ status, headers }: TransportHead, time: string): readonly string[] {
  const lines = Object.entries(headers)
    .filter(([name]) => name !== 'set-cookie')
    .map(([name, value]) => `< ${name}: ${inOneLine(value)}`);
  return [`< ${status} ${time}`, ...lines];
}

function withoutCredentials(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}

/** The messages of an error and of its causes. */
function describeCauses(error: unknown): string {
  if (!(error instanceof Error)) return inOneLine(String(error));
  const { name, message, cause } = error;
  const text = inOneLine(`${name}: ${message}`);
  return cause === undefined || cause === error ? text : `${text} ← ${describeCauses(cause)}`;
}
