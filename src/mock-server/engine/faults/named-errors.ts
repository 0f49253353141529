import type { ErrorReply } from '../error-reply.js';

/** Name of an error that Venice or a proxy in front of Venice sends. */
export type ErrorName =
  | 'at-capacity'
  | 'attestation-failed'
  | 'authentication'
  | 'bad-gateway'
  | 'character-not-found'
  | 'concurrency'
  | 'conflict'
  | 'content-policy'
  | 'content-type'
  | 'context-length'
  | 'error-budget'
  | 'inactive-key'
  | 'inference-failed'
  | 'insufficient-balance'
  | 'invalid-request'
  | 'model-gone'
  | 'model-not-found'
  | 'model-offline'
  | 'overloaded'
  | 'payload-too-large'
  | 'pro-only-model'
  | 'provider-rejection'
  | 'rate-limit'
  | 'region-blocked'
  | 'spend-limit'
  | 'timeout'
  | 'unauthorized'
  | 'unknown-error'
  | 'wallet-empty';

const plain = (status: number, error: string): ErrorReply => ({ status, body: { error } });
const coded = (status: number, code: string, error: string): ErrorReply => ({
  status,
  body: { error, code },
});

const contextLength = {
  message: 'The messages are longer than the context of the model',
  type: 'invalid_request_error',
  param: 'messages',
  code: 'context_length_exceeded',
};
const walletEmpty = {
  error: 'The balance of the wallet is too low',
  code: 'PAYMENT_REQUIRED',
  reason: 'insufficient_balance',
  currentBalanceUsd: 0.02,
  minimumBalanceUsd: 0.1,
  suggestedTopUpUsd: 10,
  minimumTopUpUsd: 5,
};
const page = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** The errors that Venice sends, each as a reply for a script, and `bad-gateway`, the HTML page of a proxy. */
export const namedErrors: Readonly<Record<ErrorName, ErrorReply>> = {
  'invalid-request': plain(400, 'Invalid request parameters'),
  'context-length': { status: 400, body: { error: contextLength } },
  'provider-rejection': {
    status: 400,
    body: { error: 'The provider rejected the request', request_id: 'local' },
  },
  authentication: plain(401, 'Authentication failed'),
  'inactive-key': coded(401, 'AUTHENTICATION_FAILED_INACTIVE_KEY', 'The key is not active'),
  'pro-only-model': coded(401, 'PRO_ONLY_MODEL', 'This model is only available to Pro users'),
  'insufficient-balance': plain(402, 'Insufficient USD or DIEM balance to complete the request'),
  'spend-limit': coded(402, 'API_KEY_USD_SPEND_LIMIT_EXCEEDED', 'The key has reached its spend limit'),
  'wallet-empty': { status: 402, body: walletEmpty },
  unauthorized: plain(403, 'Unauthorized access'),
  'region-blocked': plain(403, 'This model is not available in your region'),
  'model-not-found': plain(404, 'The requested model does not exist'),
  'character-not-found': plain(404, 'The requested character does not exist'),
  conflict: plain(409, 'A payment is in progress'),
  'model-gone': plain(410, 'This model has been retired'),
  'payload-too-large': coded(413, 'PAYLOAD_TOO_LARGE', 'Payload too large'),
  'content-type': coded(415, 'INVALID_CONTENT_TYPE', 'Invalid content type'),
  'content-policy': {
    status: 422,
    body: { error: 'The content violates the policy', suggested_prompt: 'A story about a kind knight' },
  },
  'rate-limit': {
    status: 429,
    body: { error: 'Rate limit exceeded' },
    headers: { 'x-ratelimit-type': 'user', 'x-ratelimit-remaining-requests': '0' },
  },
  overloaded: {
    status: 429,
    body: { error: 'The model is currently overloaded. Please try again later.' },
    headers: { 'retry-after': '30' },
  },
  'error-budget': {
    status: 429,
    body: { error: 'Too many failed attempts. Wait before you try again.' },
    headers: { 'x-ratelimit-remaining': '0' },
  },
  concurrency: coded(429, 'X402_CONCURRENCY_LIMIT', 'Too many requests at the same time'),
  'inference-failed': plain(500, 'Inference processing failed'),
  'unknown-error': plain(500, 'An unknown error occurred'),
  'attestation-failed': coded(502, 'TEE_ATTESTATION_FAILED', 'The attestation failed'),
  'bad-gateway': { status: 502, body: page },
  'model-offline': plain(503, 'The model is temporarily offline'),
  'at-capacity': plain(503, 'The model is at capacity'),
  timeout: plain(504, 'The request took too long. Use streaming for long answers.'),
};

/** Whether `name` is the name of an error. */
export function isErrorName(name: string): name is ErrorName {
  return Object.hasOwn(namedErrors, name);
}
