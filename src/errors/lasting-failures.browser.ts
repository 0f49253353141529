/** Replaces `lasting-failures.ts` in browsers, whose `fetch` does not report why a connection failed. */
export function isLasting(): boolean {
  return false;
}
