import type { EngineRequest } from './engine-request.js';
import type { ErrorReply } from './error-reply.js';

/** Returns the error for a request without the required key: 402 if it has no `authorization` header, else 401. */
export function checkApiKey(
  { headers, path }: EngineRequest,
  apiKey: string | undefined,
): ErrorReply | undefined {
  if (apiKey === undefined) return undefined;
  if (headers.authorization === undefined) return paymentRequired(path);
  return headers.authorization === `Bearer ${apiKey}`
    ? undefined
    : { status: 401, body: { error: 'Authentication failed' } };
}

// Venice lets callers without credentials pay from a wallet; the mock server takes no money and accepts no wallet.
function paymentRequired(path: string): ErrorReply {
  const body = {
    x402Version: 2,
    error: 'Authentication or payment is required',
    resource: { url: path, mimeType: 'application/json' },
    accepts: [],
    extensions: {},
    authOptions: { apiKey: { header: 'Authorization', scheme: 'Bearer' } },
  };
  return { status: 402, body, headers: { 'payment-required': base64(JSON.stringify(body)) } };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
