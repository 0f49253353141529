import type { Observable } from 'rxjs';
import { withEnvironment } from '../support/with-environment.js';
import type { CountingProxy } from './counting-proxy.js';
import { Recording } from './recording.js';

/** Environment variables that make a client use this proxy for every address. */
export function proxyEnvironment({ port }: CountingProxy): Record<string, string> {
  const url = `http://127.0.0.1:${port}`;
  return { http_proxy: url, HTTP_PROXY: url, https_proxy: url, HTTPS_PROXY: url, no_proxy: '', NO_PROXY: '' };
}

/** Subscribes with these environment variables. A transport reads them at its first request. */
export function recordWithEnvironment<T>(
  environment: Record<string, string>,
  source: Observable<T>,
): Recording<T> {
  let recording: Recording<T> | undefined;
  withEnvironment(environment, () => {
    recording = new Recording(source);
  });
  return recording!;
}
