import type { IncomingRequest } from './incoming-request.js';
import { Refusal } from './refusal.js';

/** Origins that may send requests, and their permissions. */
export interface CorsSettings {
  readonly origins: ReadonlySet<string>;
  readonly allowWithoutOrigin: boolean;
  readonly allowCredentials: boolean;
  readonly allowHeaders: readonly string[];
}

/** Returns the CORS headers for the origin of a request, or a {@link Refusal}. Source: the Fetch standard, "CORS protocol". */
export function corsHeaders(
  request: IncomingRequest,
  settings: CorsSettings,
): Readonly<Record<string, string>> {
  const origin = request.header('origin');
  if (origin === undefined) {
    // Browsers omit the origin of a same-origin GET, but send `sec-fetch-site`, which no page can set.
    const isSameOrigin = request.header('sec-fetch-site') === 'same-origin' && request.method === 'GET';
    if (settings.allowWithoutOrigin || isSameOrigin) return { vary: 'origin' };
    throw new Refusal(403, 'permission_error', 'Requests without an origin are refused here.');
  }
  if (!settings.origins.has(origin)) {
    throw new Refusal(403, 'permission_error', 'Requests from this origin are refused here.');
  }
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'retry-after',
    ...(settings.allowCredentials && { 'access-control-allow-credentials': 'true' }),
  };
}

/** Additional headers of a preflight response. */
export function preflightHeaders({ allowHeaders }: CorsSettings): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': allowHeaders.join(', '),
    'access-control-max-age': '600',
  };
}
