import { HttpHeaders, HttpRequest as AngularRequest } from '@angular/common/http';
import type { TransportRequest } from '../../transport/http-transport.js';

/** Converts a request to the one that HttpClient would pass to interceptors; its body is the object to send as JSON, or the bytes of a form. */
export function toAngularRequest({ method, url, headers, body }: TransportRequest): AngularRequest<unknown> {
  const parsed: unknown = typeof body === 'string' ? JSON.parse(body) : (body ?? null);
  return new AngularRequest<unknown>(method, url, parsed, {
    headers: new HttpHeaders({ ...headers }),
    responseType: 'text',
    reportProgress: true,
  });
}

/**
 * Converts a request back after the interceptors. Uses its method, URL with parameters, headers and body; the rest applies only
 * to HttpClient.
 */
export function fromAngularRequest(
  request: AngularRequest<unknown>,
  before: AngularRequest<unknown>,
  sent: TransportRequest,
): TransportRequest {
  const { method, urlWithParams } = request;
  if (method !== 'DELETE' && method !== 'GET' && method !== 'POST')
    throw new TypeError(
      `an interceptor changed the method to ${method}: only DELETE, GET and POST are supported`,
    );
  const body = request.body === before.body ? sent.body : serializeBody(request);
  return {
    method,
    url: urlWithParams,
    headers: toHeaderRecord(request.headers),
    ...(body !== undefined && { body }),
    ...(sent.connectTimeout !== undefined && { connectTimeout: sent.connectTimeout }),
    ...(sent.gate !== undefined && { gate: sent.gate }),
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
