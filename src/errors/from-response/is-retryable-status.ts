/**
 * Whether an answer with this status may turn out better when the request is sent again.
 *
 * 408, 425 and 429 ask for it. Of 5xx, 501 and 505 say that the server cannot at all; the rest, Cloudflare's 520 to
 * 530 included, are passing troubles. Source: RFC 9110, section 15, and Venice API reference, error codes.
 */
export function isRetryableStatus(status: number): boolean {
  return [408, 425, 429].includes(status) || (status >= 500 && status !== 501 && status !== 505);
}
