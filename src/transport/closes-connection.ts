/**
 * Whether the connection is closed behind this answer (RFC 9112, section 9.6). Such an answer is read without pauses: the
 * parser of undici 7, which is Node's `fetch` too, throws past everybody when the connection ends while it is paused
 * (nodejs/undici#5360).
 */
export function closesConnection(header: string | null | undefined): boolean {
  return /\bclose\b/i.test(header ?? '');
}
