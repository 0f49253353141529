import { HttpHeaders, HttpRequest as AngularRequest } from '@angular/common/http';
import type { TransportRequest } from '../../transport/http-transport.js';

/** Converts a request to the one that HttpClient would pass to interceptors. A JSON body is parsed; the bytes of a form are not. */
export function toAngularRequest({ method, url, headers, body }: TransportRequest): AngularRequest<unknown> {
  const parsed: unknown = typeof body === 'string' ? JSON.parse(body) : (body ?? null);
  return new AngularRequest<unknown>(method, url, parsed, {
    headers: new HttpHeaders({ ...headers }),
    responseType: 'text',
    reportProgress: true,
  });
}

/**
 * Converts a request that has passed the interceptors to the request to send. Uses its method, URL with parameters, headers and body; its
 * other fields have a meaning only for HttpClient.
 *
 * @param request - The request that the last interceptor has passed on.
 * @param first - The request that the first interceptor has received.
 * @param original - The request from which `first` was created.
 */
export function fromAngularRequest(
  request: AngularRequest<unknown>,
  first: AngularRequest<unknown>,
  original: TransportRequest,
): TransportRequest {
  const { method, urlWithParams } = request;
  if (method !== 'DELETE' && method !== 'GET' && method !== 'POST')
    throw new TypeError(
      `an interceptor changed the method to ${method}: only DELETE, GET and POST are supported`,
    );
  const body = request.body === first.body ? original.body : serializeBody(request);
  return {
    method,
    url: urlWithParams,
    headers: toHeaderRecord(request.headers),
    ...(body !== undefined && { body }),
    ...(original.connectTimeout !== undefined && { connectTimeout: original.connectTimeout }),
    ...(original.gate !== undefined && { gate: original.gate }),
  };
}

/** Converts headers to the transport's format: lower-case names, with several values joined by a comma. */
export function toHeaderRecord(headers: HttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    headers.keys().map((name) => [name.toLowerCase(), (headers.getAll(name) ?? []).join(', ')]),
  );
}

function serializeBody(request: AngularRequest<unknown>): string | undefined {
  const body = request.serializeBody();
  if (body === null) return undefined;
  if (typeof body === 'string') return body;
  throw new TypeError('an interceptor changed the body to a value that is not sent as JSON: use an object');
}
