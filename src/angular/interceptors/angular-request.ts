import { HttpHeaders, HttpRequest as AngularRequest } from '@angular/common/http';
import type { TransportRequest } from '../../transport/http-transport.js';

/** A request as HttpClient would hand it to interceptors; its body is the object that is sent as JSON. */
export function toAngularRequest({ method, url, headers, body }: TransportRequest): AngularRequest<unknown> {
  const parsed: unknown = body === undefined ? null : JSON.parse(body);
  return new AngularRequest<unknown>(method, url, parsed, {
    headers: new HttpHeaders({ ...headers }),
    responseType: 'text',
    reportProgress: true,
  });
}

/** What interceptors have made of `before`. Method, address with its parameters, headers and body count; all else is HttpClient's. */
export function fromAngularRequest(
  request: AngularRequest<unknown>,
  before: AngularRequest<unknown>,
  sent: TransportRequest,
): TransportRequest {
  const { method, urlWithParams } = request;
  if (method !== 'GET' && method !== 'POST')
    throw new TypeError(`an interceptor made the request one of ${method}: leave its method as it is`);
  const body = request.body === before.body ? sent.body : serializeBody(request);
  return {
    method,
    url: urlWithParams,
    headers: toHeaderRecord(request.headers),
    ...(body !== undefined && { body }),
    ...(sent.connectTimeout !== undefined && { connectTimeout: sent.connectTimeout }),
  };
}

/** Header fields as transports have them: names in lower case, several values joined by a comma. */
export function toHeaderRecord(headers: HttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    headers.keys().map((name) => [name.toLowerCase(), (headers.getAll(name) ?? []).join(', ')]),
  );
}

function serializeBody(request: AngularRequest<unknown>): string | undefined {
  const body = request.serializeBody();
  if (body === null) return undefined;
  if (typeof body === 'string') return body;
  throw new TypeError('an interceptor made the body of the request something else than JSON: give an object');
}
