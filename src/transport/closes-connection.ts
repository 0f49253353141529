/**
 * Whether the connection is closed after this response (RFC 9112, section 9.6). Such a response is read without pauses: if
 * the connection ends during a pause, the parser of undici 7, also used by Node's `fetch`, throws an uncaught error
 * (nodejs/undici#5360).
 */
export function closesConnection(header: string | null | undefined): boolean {
  return /\bclose\b/i.test(header ?? '');
}
