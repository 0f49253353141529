/** What becomes of a run: one for all transports, or one for each. */
export type Expected = string | { readonly fetch: string; readonly undici: string };

/**
 * From phases to faults to outcomes. `silent`: nothing is emitted any more. `completed`: the whole answer has come, byte for
 * byte. `with partial`: the error has the answer so far, which is all that had come in whole frames.
 *
 * A pair that is not here cannot be; the suite computes which.
 */
export const table: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
  queued: {
    unsubscribe: 'silent',
    signal: 'RequestAbortedError',
    'client.close': 'ClientClosedError',
  },
  connecting: {
    unsubscribe: 'silent',
    signal: 'RequestAbortedError',
    'client.close': 'ClientClosedError',
    reset: 'APIConnectionError, retryable',
    'clean cut': 'APIConnectionError, retryable',
    'silent stall': {
      undici: 'APITimeoutError (connect), retryable',
      fetch: 'APITimeoutError (headers), retryable',
    },
    'garbage bytes': 'APIConnectionError',
    'TLS answered in plain text': 'APIConnectionError',
    'untrusted certificate': 'APIConnectionError',
  },
  'waiting for headers': {
    unsubscribe: 'silent',
    signal: 'RequestAbortedError',
    'client.close': 'ClientClosedError',
    reset: 'APIConnectionError, retryable',
    'clean cut': 'APIConnectionError, retryable',
    'silent stall': 'APITimeoutError (headers), retryable',
    'error frame': 'RateLimitError 200 (overloaded) in the stream, retryable',
    '429 limit': 'RateLimitError 429 (limit), retryable',
    '429 overloaded': 'RateLimitError 429 (overloaded), retryable',
    '429 failure budget': 'RateLimitError 429 (failure-budget), retryable',
    '429 concurrency': 'RateLimitError 429 (concurrency), retryable',
    '500 JSON': 'InternalServerError 500, retryable',
    '502 HTML': 'InternalServerError 502, retryable',
    '503 JSON': 'ServiceUnavailableError 503, retryable',
    'garbage bytes': 'APIConnectionError, retryable',
    'malformed JSON': 'MalformedChunkError',
    'oversized line': 'LimitExceededError (frame)',
    'oversized error body': 'InternalServerError 500, retryable',
    'cut gzip': { undici: 'APIConnectionError', fetch: 'TruncatedStreamError, retryable, with partial' },
    'redirect to another origin': 'APIError 307',
  },
  'first byte': {
    unsubscribe: 'silent',
    signal: 'RequestAbortedError',
    'client.close': 'ClientClosedError',
    reset: 'TruncatedStreamError, retryable',
    'clean cut': 'TruncatedStreamError, retryable',
    'silent stall': 'APITimeoutError (idle), retryable',
    'error frame': 'RateLimitError 200 (overloaded) in the stream, retryable, with partial',
    'garbage bytes': 'TruncatedStreamError, retryable',
    'malformed JSON': 'MalformedChunkError, with partial',
    'oversized line': 'LimitExceededError (frame), with partial',
  },
  'mid-chunk': {
    unsubscribe: 'silent',
    signal: 'RequestAbortedError, with partial',
    'client.close': 'ClientClosedError, with partial',
    reset: 'TruncatedStreamError, retryable, with partial',
    'clean cut': 'TruncatedStreamError, retryable, with partial',
    'silent stall': 'APITimeoutError (idle), retryable, with partial',
    'error frame': 'RateLimitError 200 (overloaded) in the stream, retryable, with partial',
    'garbage bytes': 'TruncatedStreamError, retryable, with partial',
    'malformed JSON': 'MalformedChunkError, with partial',
    'oversized line': 'LimitExceededError (frame), with partial',
  },
  'inside a UTF-8 sequence': {
    unsubscribe: 'silent',
    signal: 'RequestAbortedError, with partial',
    'client.close': 'ClientClosedError, with partial',
    reset: 'TruncatedStreamError, retryable, with partial',
    'clean cut': 'TruncatedStreamError, retryable, with partial',
    'silent stall': 'APITimeoutError (idle), retryable, with partial',
    'error frame': 'RateLimitError 200 (overloaded) in the stream, retryable, with partial',
    'garbage bytes': 'TruncatedStreamError, retryable, with partial',
    'malformed JSON': 'MalformedChunkError, with partial',
    'oversized line': 'LimitExceededError (frame), with partial',
  },
  'after finish_reason': {
    unsubscribe: 'silent',
    signal: 'RequestAbortedError, with partial',
    'client.close': 'ClientClosedError, with partial',
    reset: 'TruncatedStreamError, retryable, with partial',
    'clean cut': 'completed',
    'silent stall': 'APITimeoutError (idle), retryable, with partial',
    'error frame': 'RateLimitError 200 (overloaded) in the stream, retryable, with partial',
    'garbage bytes': 'TruncatedStreamError, retryable, with partial',
    'malformed JSON': 'MalformedChunkError, with partial',
    'oversized line': 'LimitExceededError (frame), with partial',
  },
  'after [DONE]': {
    unsubscribe: 'completed',
    signal: 'completed',
    'client.close': 'completed',
    reset: 'completed',
    'clean cut': 'completed',
    'silent stall': 'completed',
    'error frame': 'completed',
    'garbage bytes': 'completed',
    'malformed JSON': 'completed',
    'oversized line': 'completed',
  },
  'sleeping before a retry': {
    unsubscribe: 'silent',
    signal: 'RequestAbortedError',
    'client.close': 'ClientClosedError',
    reset: 'completed',
    'clean cut': 'completed',
    'garbage bytes': 'completed',
  },
  'in a tool': {
    unsubscribe: 'silent',
    signal: 'RequestAbortedError',
    'client.close': 'ClientClosedError',
    reset: 'completed',
    'clean cut': 'completed',
    'garbage bytes': 'completed',
  },
  'waiting for approval': {
    unsubscribe: 'silent',
    signal: 'RequestAbortedError',
    'client.close': 'ClientClosedError',
    reset: 'completed',
    'clean cut': 'completed',
    'garbage bytes': 'completed',
  },
};

/** What the table says for one transport. */
export function expectedOver(transport: string, expected: Expected): string {
  return typeof expected === 'string' ? expected : expected[transport as 'fetch' | 'undici'];
}
