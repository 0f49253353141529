/**
 * Whether a response with this header `Connection` is the last one of its connection (RFC 9112, section 9.6). Such a response is
 * read without pauses: if the connection ends during a pause, the parser of undici 7, which is also in the `fetch` of Node 24,
 * throws an uncaught error (nodejs/undici#5360).
 */
export function closesConnection(connection: string | null | undefined): boolean {
  return /\bclose\b/i.test(connection ?? '');
}
