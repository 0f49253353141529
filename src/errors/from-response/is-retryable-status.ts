/**
 * Whether a request that failed with this status may succeed if it is sent again.
 *
 * 408, 425 and 429 are retryable, and so is every 5xx, including Cloudflare's 520 to 530, except 501 and 505: these mean that
 * the server does not support the request. Source: RFC 9110, section 15, and Venice API reference, error codes.
 */
export function isRetryableStatus(status: number): boolean {
  return [408, 425, 429].includes(status) || (status >= 500 && status !== 501 && status !== 505);
}
